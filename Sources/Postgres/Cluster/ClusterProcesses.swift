internal import Glibc

/// The processes of one cluster, found in `/proc` by their command lines.
///
/// A server's processes name their cluster in their titles (`cluster_name`), and the postmaster names its data
/// directory. Parentage says less: the postmaster's children go to init when it is killed.
struct ClusterProcesses {
    /// The cluster's directory.
    let directory: String
    /// The user who runs the server.
    let userID: uid_t

    /// Ends them all, stopped ones included, and waits until they have gone; true if none is left.
    ///
    /// The postmaster is asked to shut down at once and reaps its children itself, so that no zombie is left even
    /// where nothing adopts orphans; SIGKILL follows if it does not.
    @discardableResult
    func end() -> Bool {
        for attempt in 0..<3000 {
            let members = all()
            if members.isEmpty { return true }
            let isPatient = attempt < 500
            if attempt == 0 || !isPatient {
                for member in members where member.kind == .postmaster {
                    Glibc.kill(member.pid, isPatient ? SIGQUIT : SIGKILL)
                    // It may have been stopped.
                    Glibc.kill(member.pid, SIGCONT)
                }
            }
            for member in members {
                switch member.kind {
                case .postmaster: break
                case .backend, .unstarted: Glibc.kill(member.pid, SIGKILL)
                // The server processes that it uses are in its process group.
                case .initdb: Glibc.kill(-member.pid, SIGKILL)
                }
            }
            usleep(1000)
        }
        return false
    }

    /// Kills all at once, as a crash of the machine would: none gets to see another's end, and to tell its client.
    ///
    /// - Returns: Those that were killed.
    @discardableResult
    func kill() -> [pid_t] {
        let members = servers()
        for member in members where member.kind == .postmaster { BackendProcess.stop(member.pid) }
        for member in members where member.kind == .backend { Glibc.kill(member.pid, SIGKILL) }
        for member in members where member.kind == .postmaster { Glibc.kill(member.pid, SIGKILL) }
        return members.map(\.pid)
    }

    struct Member {
        /// The last is a child of ours that is not a server program yet.
        enum Kind { case postmaster, backend, initdb, unstarted }
        var pid: pid_t
        var kind: Kind
    }

    /// Those that live, and children of ours that are to become server programs. A zombie has neither a command line nor
    /// a directory.
    func all() -> [Member] {
        // A child is still the user that we are.
        members(of: [userID, geteuid()]) { serverKind(of: $0) ?? childKind(of: $0) }
    }

    /// Those that are server programs.
    func servers() -> [Member] { members(of: [userID], kind: serverKind) }

    private func members(of users: Set<uid_t>, kind: (pid_t) -> Member.Kind?) -> [Member] {
        FileTree.names(in: "/proc").compactMap { name in
            var status = stat()
            guard let pid = pid_t(name), stat("/proc/\(name)", &status) == 0, users.contains(status.st_uid),
                let kind = kind(pid)
            else { return nil }
            return Member(pid: pid, kind: kind)
        }
    }

    private func serverKind(of pid: pid_t) -> Member.Kind? {
        guard let line = FileTree.text(of: "/proc/\(pid)/cmdline", firstBytes: 4096) else { return nil }
        let name = directory.split(separator: "/").last ?? ""
        let arguments = line.split(separator: "\0")
        guard let program = arguments.first else { return nil }
        if program.hasPrefix("postgres: \(name):") { return .backend }
        guard arguments.contains("\(directory)/data") else { return nil }
        switch program.split(separator: "/").last {
        case "postgres": return .postmaster
        case "initdb": return .initdb
        default: return nil
        }
    }

    /// A process that another thread of ours has forked is in the cluster's directory before it is a program: `initdb`
    /// would make a directory anew that has been removed meanwhile.
    private func childKind(of pid: pid_t) -> Member.Kind? {
        guard BackendProcess.parent(of: pid) == getpid(), let place = FileTree.target(ofLink: "/proc/\(pid)/cwd") else {
            return nil
        }
        return place == directory || place == "\(directory) (deleted)" ? .unstarted : nil
    }
}
