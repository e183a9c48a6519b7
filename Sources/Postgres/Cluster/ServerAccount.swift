internal import Glibc
internal import Subprocess
internal import SystemPackage

/// The user who runs the server: our own, or, since Postgres refuses root, one without privileges.
struct ServerAccount: Hashable, Sendable {
    var userID: uid_t
    var groupID: gid_t
    /// Whether the children must change to it.
    var isForeign: Bool

    static func current() throws(ClusterError) -> ServerAccount {
        guard geteuid() == 0 else { return ServerAccount(userID: geteuid(), groupID: getegid(), isForeign: false) }
        for name in ["postgres", "nobody"] {
            if let account = named(name) { return account }
        }
        throw ClusterError(
            .start, "Postgres refuses to run as root, and there is no user 'postgres' or 'nobody' to run it as.",
            remedy: "Run as an ordinary user, or create the user 'postgres'.")
    }

    /// The name of the user who runs us, by which the server knows its clients; the number where there is no name, with
    /// which `initdb` refuses to work anyway.
    static var callerName: String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var strings = [CChar](repeating: 0, count: 4096)
        guard getpwuid_r(geteuid(), &entry, &strings, strings.count, &found) == 0, found != nil,
            let name = entry.pw_name
        else { return "\(geteuid())" }
        return String(cString: name)
    }

    private static func named(_ name: String) -> ServerAccount? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var strings = [CChar](repeating: 0, count: 4096)
        guard getpwnam_r(name, &entry, &strings, strings.count, &found) == 0, found != nil else { return nil }
        return ServerAccount(userID: entry.pw_uid, groupID: entry.pw_gid, isForeign: true)
    }

    /// A program of the server's, and its arguments, as this account runs it.
    ///
    /// The change of user is left to setpriv where there is one. Between fork and exec, glibc's setgroups and setuid
    /// want every thread of the process to follow, and wait for ever for one that was just being made and that the
    /// child does not have.
    func command(_ program: String, _ arguments: [String]) -> (executable: Executable, arguments: Arguments) {
        let words = words(program, arguments)
        let arguments = Arguments(Array(words.dropFirst()))
        return (words[0] == program ? .name(program) : .path(FilePath(words[0])), arguments)
    }

    /// The words of such a command.
    func words(_ program: String, _ arguments: [String]) -> [String] {
        guard isForeign, Self.hasSetpriv else { return [program] + arguments }
        let identity = ["--reuid=\(userID)", "--regid=\(groupID)", "--clear-groups", "--"]
        return [Self.setpriv] + identity + [program] + arguments
    }

    private static let setpriv = "/usr/bin/setpriv"
    private static var hasSetpriv: Bool { access(setpriv, X_OK) == 0 }

    /// A session of its own, so that the terminal's Ctrl-C reaches us and not the server.
    var platformOptions: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        if isForeign, !Self.hasSetpriv {
            options.userID = userID
            options.groupID = groupID
            options.supplementaryGroups = [groupID]
        }
        return options
    }
}
