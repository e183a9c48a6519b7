internal import Glibc

/// The time of a program that runs under ``VirtualTime``, and what keeps it: whether the program's threads all sleep, and
/// until when.
///
/// One thread uses it.
public final class ProcessClock {
    /// The program, settled: every thread of all that it has started sleeps, and nothing is on its way to one.
    public struct Settled: Hashable, Sendable {
        /// Its time since it was started.
        public var now: Duration
        /// The next deadline of any of its threads and timers; nil if it waits for no time.
        public var next: Duration?
        /// The next deadline of a wait or timer of at least a second; nil if there is none. Shorter ones look around, or wait
        /// before something is tried again: no limit of the work itself.
        public var limit: Duration?
        /// How many deadlines have passed that it has not been told of, since it was frozen.
        public var late: Int
    }

    /// What can be read from once it says something.
    let descriptor: Int32
    /// The program's own number: what keeps its time is its parent.
    private(set) var program: Int32 = 0
    /// How it was when it settled last; nil since something may have moved it.
    public private(set) var settled: Settled?
    /// Where time was last moved to.
    public private(set) var now = Duration.zero

    private var text: [UInt8] = []
    /// Whether an answer is still to come, and whether it will be too old: something has moved the program since.
    private var awaits = false
    private var isOutdated = false

    /// How long it may take to start, and to say what its threads do, in milliseconds.
    private static let patience: Int32 = 20_000

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Waits until the program has been started.
    func begin() throws(Launch.Failure) {
        let line = readLine() ?? "refused what keeps its time has ended"
        let parts = line.split(separator: " ", maxSplits: 1)
        if parts.first == "ready", let number = parts.last.flatMap({ Int32($0) }) {
            program = number
            return
        }
        throw Launch.Failure(description: "virtual time cannot be had here: \(parts.last ?? "")", isOfTime: true)
    }

    // MARK: Time

    /// Moves time, and tells the program of all that is due then.
    public func advance(to time: Duration) {
        now = max(now, time)
        say("advance \(time.wholeNanoseconds)")
    }

    /// Moves time without telling the program: what is due becomes late.
    public func pass(to time: Duration) {
        now = max(now, time)
        say("pass \(time.wholeNanoseconds)")
    }

    /// Tells the program of what is late.
    public func fireLate() { say("late") }

    func send(signal: Int32) { say("signal \(signal)") }

    /// Something else has moved the program, or may have.
    public func moved() {
        settled = nil
        isOutdated = awaits
    }

    // MARK: Settling

    /// Asks to be told once the program has settled.
    func await() {
        guard !awaits else { return }
        write("await")
        awaits = true
    }

    /// Takes in what has been said.
    func hear() {
        while awaits, let line = nextLine(waiting: 0) {
            let words = line.split(separator: " ")
            guard words.first == "settled", words.count == 5, let time = Int64(words[1]), let next = Int64(words[2]),
                let limit = Int64(words[3]), let late = Int(words[4])
            else { continue }
            awaits = false
            if isOutdated {
                isOutdated = false
                continue
            }
            settled = Settled(
                now: .nanoseconds(time), next: next < 0 ? nil : .nanoseconds(next),
                limit: limit < 0 ? nil : .nanoseconds(limit), late: late)
        }
    }

    /// What each thread does, for people.
    func threads() -> [String] {
        write("who")
        var lines: [String] = []
        while let line = readLine(), line != "end" { if line.hasPrefix("thread") { lines.append(line) } }
        return lines
    }

    // MARK: The socket

    private func say(_ line: String) {
        moved()
        write(line)
    }

    private func write(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        // That it is gone is noticed as the program's end, which is its own.
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private func readLine() -> String? { nextLine(waiting: Self.patience) }

    /// - Parameter milliseconds: How long to wait for one.
    private func nextLine(waiting milliseconds: Int32) -> String? {
        while true {
            if let end = text.firstIndex(of: UInt8(ascii: "\n")) {
                defer { text.removeFirst(end + 1) }
                return String(decoding: text[..<end], as: UTF8.self)
            }
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&entry, 1, milliseconds)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return nil }
            let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)))
            }
            if bytes.isEmpty { return nil }
            text += bytes
        }
    }
}

extension Duration {
    /// Nanoseconds, cut.
    var wholeNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
