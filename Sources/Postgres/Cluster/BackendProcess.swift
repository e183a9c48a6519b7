internal import Glibc

/// Stops and continues single processes of a local server that is ours.
public enum BackendProcess {
    /// How often a process is looked at that does not come to stop: half a minute.
    private static let mostLooks = 40_000

    /// Stops a process and returns when the kernel says that it is stopped; false if it has gone, or does not
    /// stop.
    @discardableResult
    public static func stop(_ pid: Int32) -> Bool {
        guard kill(pid, SIGSTOP) == 0 else { return false }
        var looks = 0
        while true {
            looks += 1
            switch state(pid) {
            case UInt8(ascii: "T"), UInt8(ascii: "t"): return true
            case nil, UInt8(ascii: "Z"), UInt8(ascii: "X"): return false
            // Rarely more than a few microseconds: until it leaves the system call that it is in. One that a disk holds
            // up for many seconds is stopped once that lets it go.
            default:
                if looks > mostLooks { return false }
                if looks > 10_000 { usleep(1_000) } else { sched_yield() }
            }
        }
    }

    /// Lets a stopped process go on.
    public static func resume(_ pid: Int32) {
        kill(pid, SIGCONT)
    }

    /// Whether a process has ended; one that its parent has not waited for yet counts as ended.
    public static func isGone(_ pid: Int32) -> Bool {
        switch state(pid) {
        case nil, UInt8(ascii: "Z"), UInt8(ascii: "X"): true
        default: false
        }
    }

    /// The letter by which `/proc/PID/stat` tells a process's state; nil if there is no such process.
    static func state(_ pid: Int32) -> UInt8? { stat(pid)?.state }

    /// The process that a process is a child of; nil if there is no such process.
    static func parent(of pid: Int32) -> Int32? { stat(pid)?.parent }

    private static func stat(_ pid: Int32) -> (state: UInt8, parent: Int32)? {
        let file = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { buffer in
            let count = read(file, buffer.baseAddress, buffer.count)
            // "PID (name) S PARENT …"; the name, of at most 64 bytes, may hold anything, parentheses too.
            guard count > 0, let end = buffer[..<count].lastIndex(of: UInt8(ascii: ")")), end + 4 < count else {
                return nil
            }
            let digits = buffer[(end + 4)..<count].prefix { $0 != UInt8(ascii: " ") }
            let parent = digits.reduce(Int32(0)) { $0 &* 10 &+ Int32($1 &- UInt8(ascii: "0")) }
            return (buffer[end + 2], parent)
        }
    }
}
