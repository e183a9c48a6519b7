internal import Glibc

/// Runs programs, and all that they start, under a time that moves only when it is told to: `converge-time`, which traces
/// their system calls. It takes no privilege.
public struct VirtualTime: Hashable, Sendable {
    /// Where `converge-time` is.
    let helper: String
    /// What the real-time clock shows at time 0, in nanoseconds since 1970.
    public let date: Int64
    /// The time that a program begins with.
    public var start = Duration.zero

    /// Virtual time whose date at time 0 is the true one of now.
    ///
    /// - Throws: ``Launch/Failure`` where it cannot be had: why, in half a sentence.
    public init() throws(Launch.Failure) {
        var now = timespec()
        // wall clock: certificates are judged by the date, so that must be about the true one.
        clock_gettime(CLOCK_REALTIME, &now)
        date = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
        helper = try Self.place()
    }

    /// The words that stand before a program's.
    func words(socket: Int32) -> [String] { [helper, "\(socket)", "\(date)", "\(start.wholeNanoseconds)"] }

    /// Beside the program that runs now.
    static func place() throws(Launch.Failure) -> String {
        let length = Int(PATH_MAX)
        let own = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            count = max(0, readlink("/proc/self/exe", start, length))
        }
        let directory = String(decoding: own, as: UTF8.self).split(separator: "/").dropLast().joined(separator: "/")
        let path = "/\(directory)/converge-time"
        guard access(path, X_OK) == 0 else {
            throw Launch.Failure(
                description: "virtual time cannot be had here: there is no program '\(path)', which keeps it",
                isOfTime: true)
        }
        return path
    }
}

extension VirtualTime {
    /// Variables that keep a Java machine from ticking: it wakes twenty times a second otherwise, and each is a deadline.
    public static var quietJava: [String: String] {
        [
            "JAVA_TOOL_OPTIONS": "-XX:+UnlockDiagnosticVMOptions -XX:-UsePerfData -XX:+UseSerialGC "
                + "-XX:GuaranteedSafepointInterval=0 -XX:AsyncDeflationInterval=0"
        ]
    }
}
