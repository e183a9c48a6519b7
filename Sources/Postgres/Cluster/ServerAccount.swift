internal import Glibc
internal import Subprocess

/// The user who runs the server: ourselves, or, since Postgres refuses root, somebody without privileges.
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
            .start, "Postgres refuses to run as root, and there is no user postgres or nobody to run it as.",
            remedy: "Run as an ordinary user, or create the user postgres.")
    }

    private static func named(_ name: String) -> ServerAccount? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var strings = [CChar](repeating: 0, count: 4096)
        guard getpwnam_r(name, &entry, &strings, strings.count, &found) == 0, found != nil else { return nil }
        return ServerAccount(userID: entry.pw_uid, groupID: entry.pw_gid, isForeign: true)
    }

    /// A session of its own, so that the terminal's Ctrl-C reaches us and not the server.
    var platformOptions: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        if isForeign {
            options.userID = userID
            options.groupID = groupID
            options.supplementaryGroups = [groupID]
        }
        return options
    }
}
