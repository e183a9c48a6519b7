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

    private let socket: LineSocket
    /// The program's own number: what keeps its time is its parent.
    private(set) var program: Int32 = 0
    /// How it was when it settled last; nil since something may have moved it.
    public private(set) var settled: Settled?
    /// Where time was last moved to.
    public private(set) var now = Duration.zero

    /// Whether an answer is still to come, and whether it will be too old: something has moved the program since.
    private var awaits = false
    private var isOutdated = false

    init(descriptor: Int32) { socket = LineSocket(descriptor: descriptor) }

    /// What can be read from once it says something.
    var descriptor: Int32 { socket.descriptor }

    /// Waits until the program has been started.
    func begin() throws(Launch.Failure) { program = try socket.begin() }

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
        socket.write("await")
        awaits = true
    }

    /// Takes in what has been said.
    func hear() {
        while awaits, let line = socket.nextLine(waiting: 0) {
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
        socket.write("who")
        var lines: [String] = []
        while let line = socket.readLine(), line != "end" { if line.hasPrefix("thread") { lines.append(line) } }
        return lines
    }

    private func say(_ line: String) {
        moved()
        socket.write(line)
    }
}

extension Duration {
    /// Nanoseconds, cut.
    var wholeNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
