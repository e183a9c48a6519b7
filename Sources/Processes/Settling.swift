/// Waits until a program does nothing more by itself.
///
/// That is so once nothing comes from its sockets, all its threads sleep, and after one more round of the loop, in which
/// nothing came either, they sleep still and none of them has run.
public struct Settling {
    /// How long a program may sleep that neither asks for anything nor ends, in real time.
    public static let limit = Duration.seconds(10)

    /// A program that did not come to rest.
    public struct Restless: Error, Sendable {
        /// The time that it was given.
        public var limit: Duration
        /// What it does, as far as it can be seen.
        public var threads: [String]
    }

    private let process: ChildProcess
    private let watch: DescriptorWatch
    private let patience: Patience

    /// - Parameters:
    ///   - watch: What the program may be heard on.
    ///   - limit: How long it may sleep.
    public init(_ process: ChildProcess, watch: DescriptorWatch, limit: Duration = Settling.limit) {
        self.process = process
        self.watch = watch
        patience = Patience(limit: limit)
    }

    /// Waits.
    ///
    /// - Parameters:
    ///   - asks: Whether something that the program asked for has not been answered. One that asks for nothing sleeps by
    ///     the clock, and will go on.
    ///   - pump: Takes in what has come from the program; tells whether anything had.
    /// - Throws: ``Restless``; `CancellationError`; what `pump` throws.
    public func run(asks: () -> Bool, pump: () async throws -> Bool) async throws {
        let clock = ContinuousClock()
        let begin = clock.now
        // What it takes to serve the program, such as to open a session, is no time of the program's own.
        var serving = Duration.zero
        var busy = Duration.zero
        var last: ProcessLook?
        var quiet: ProcessLook?
        var pause = Duration.microseconds(50)
        while true {
            let start = clock.now
            let hasMoved = try await pump()
            serving += clock.now - start
            if hasMoved {
                (quiet, pause) = (nil, .microseconds(50))
                if clock.now - begin - serving < patience.limit { continue }
            } else if process.reap() {
                // What it wrote last may just have come.
                if try await !pump() { return }
                continue
            }
            let look = ProcessLook(process.pid)
            // From look to look, since one that starts works now in this thread and now in that.
            busy += look.busiest(since: last ?? look)
            last = look
            if let limit = patience.exceeded(after: clock.now - begin - serving, busy: busy) {
                throw Restless(limit: limit, threads: look.threads.map(\.told))
            }
            if look.isAsleep, !look.threads.isEmpty, asks() {
                if look == quiet { return }
                quiet = look
                await watch.wait(.zero)
                continue
            }
            quiet = nil
            await watch.wait(pause)
            pause = min(pause * 2, .milliseconds(1))
            try Task.checkCancellation()
        }
    }
}
