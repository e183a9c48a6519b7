internal import Glibc

/// Finds what programs have left: each process that a program starts has the owner's mark in its environment, whatever
/// group or session it went to.
public enum ProcessSweeper {
    /// The variable of the environment that has the mark.
    public static let variable = "CONVERGE_OWNER"

    /// The mark of this process: its number, and when it was started, since numbers come again.
    public static var mark: String { "\(getpid()).\(startTime(of: getpid()) ?? 0)" }

    /// Kills what programs of owners have left that live no more, as after `kill -9`.
    ///
    /// - Returns: The processes that were killed.
    @discardableResult
    public static func sweep() -> [Int32] {
        end { mark in
            let parts = mark.split(separator: ".")
            guard parts.count == 2, let owner = Int32(parts[0]), let start = UInt64(parts[1]) else { return false }
            return startTime(of: owner) != start
        }
    }

    /// Kills what this process's own programs have left, and those that live.
    public static func endOwn() {
        let own = mark
        end { $0 == own }
    }

    @discardableResult
    private static func end(where isWanted: (Substring) -> Bool) -> [Int32] {
        ProcessLook.names(in: "/proc").compactMap { name in
            guard let pid = Int32(name), pid != getpid(), let mark = mark(of: pid), isWanted(mark),
                kill(pid, SIGKILL) == 0
            else { return nil }
            return pid
        }
    }

    /// The mark in a process's environment; nil if it has none, or is another user's.
    private static func mark(of pid: Int32) -> Substring? {
        let text = ProcessLook.text(of: "/proc/\(pid)/environ", limit: 1 << 18)
        let prefix = "\(variable)="
        for entry in text.split(separator: 0) where entry.starts(with: prefix.utf8) {
            return String(decoding: entry, as: UTF8.self).dropFirst(prefix.count)
        }
        return nil
    }

    /// When a process was started, in the kernel's ticks; nil if there is no such process.
    private static func startTime(of pid: Int32) -> UInt64? {
        let stat = ProcessLook.text(of: "/proc/\(pid)/stat")
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let words = stat[(end + 1)...].split(separator: UInt8(ascii: " "))
        // The 22nd of all, the first two of which stand before.
        return words.count > 19 ? UInt64(String(decoding: words[19], as: UTF8.self)) : nil
    }
}
