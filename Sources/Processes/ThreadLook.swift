/// A thread as the kernel shows it at one moment.
public struct ThreadLook: Hashable, Sendable {
    /// Its number.
    public var id: Int32
    /// The letter of `/proc/PID/task/TID/stat`: `S` sleeps, `R` runs or is ready to, `T` is stopped.
    public var state: UInt8
    /// How long it has run, or waited for a processor: the first two numbers of `schedstat`.
    public var busy: Duration
    /// How often it has been given a processor: the third number of `schedstat`. If it is the same at two looks, the
    /// thread has not run between them.
    public var turns: UInt64
    /// The number of the system call that it is in, and what the kernel says besides; `running` while it is in none; empty
    /// where that may not be read.
    public var call: String

    /// Whether it moves by itself no more: it sleeps, has ended, or is stopped.
    public var isAsleep: Bool {
        switch state {
        // D is a parent that waits for its vforked child to become a program, or a disk.
        case UInt8(ascii: "S"), UInt8(ascii: "Z"), UInt8(ascii: "X"), UInt8(ascii: "T"), UInt8(ascii: "t"):
            call != "running"
        default: false
        }
    }

    /// The state's letter in the text of a `stat` file: `PID (name) S …`, whose name may hold anything, parentheses too.
    static func state(in stat: [UInt8]) -> UInt8? {
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")), end + 2 < stat.count else { return nil }
        return stat[end + 2]
    }

    /// What the text of a `schedstat` file says: nanoseconds on a processor, nanoseconds of waiting for one, turns.
    static func times(in text: [UInt8]) -> (busy: Duration, turns: UInt64) {
        let words = text.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        guard words.count > 2 else { return (.zero, 0) }
        let numbers = words.prefix(3).map { $0.reduce(0 as UInt64) { $0 &* 10 &+ UInt64($1 &- UInt8(ascii: "0")) } }
        return (.nanoseconds(Int64(clamping: numbers[0] &+ numbers[1])), numbers[2])
    }

    /// What it does, for people: `sleeps in call 202`.
    public var told: String {
        let number = call.prefix { $0 != " " }
        let place = number.isEmpty || number == "running" ? "" : " in \(SystemCallNames.name(String(number)))"
        switch state {
        case UInt8(ascii: "R"): return "thread \(id) runs"
        case UInt8(ascii: "S"): return "thread \(id) sleeps\(place)"
        case UInt8(ascii: "T"), UInt8(ascii: "t"): return "thread \(id) is stopped"
        case UInt8(ascii: "D"): return "thread \(id) waits for a disk\(place)"
        default: return "thread \(id) has ended"
        }
    }
}
