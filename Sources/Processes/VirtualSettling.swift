/// Waits until a program under ``VirtualTime`` does nothing more by itself.
///
/// That is so once what traces it has found every thread asleep, twice, with nothing on its way to one, and nothing has
/// come from its sockets since it was asked. A program that asks for nothing has then settled too, if it waits for a time.
public struct VirtualSettling {
    private let process: ChildProcess
    private let clock: ProcessClock
    private let watch: DescriptorWatch
    private let patience: Patience

    /// - Parameters:
    ///   - watch: What the program may be heard on, its clock among it.
    ///   - limit: How long a program may sleep that neither asks for anything, nor waits for a time, nor ends.
    public init(
        _ process: ChildProcess, _ clock: ProcessClock, watch: DescriptorWatch, limit: Duration = Settling.limit
    ) {
        self.process = process
        self.clock = clock
        self.watch = watch
        patience = Patience(limit: limit)
    }

    /// Waits.
    ///
    /// - Parameters:
    ///   - asks: Whether something that the program asked for has not been answered.
    ///   - hasArrived: Whether all that it was sent has reached it. One that asks for nothing may wait for that.
    ///   - pump: Takes in what has come from the program; tells whether anything had.
    /// - Throws: ``Settling/Restless``; `CancellationError`; what `pump` throws.
    public func run(
        asks: () -> Bool, hasArrived: () -> Bool = { true }, pump: () async throws -> Bool
    ) async throws {
        // wall clock: a program that never settles is given up.
        let real = ContinuousClock()
        let begin = real.now
        var first: ProcessLook?
        clock.moved()
        while true {
            if try await pump() {
                clock.moved()
                if real.now - begin < patience.limit { continue }
            } else if process.reap() {
                // What it wrote last may just have come.
                if try await !pump() { return }
                continue
            } else if let settled = clock.settled {
                if asks() || hasArrived() && (settled.next != nil || settled.late > 0) { return }
                // It waits for what never comes, or for what comes by itself.
                clock.moved()
                await watch.wait(.milliseconds(2))
            }
            clock.await()
            let hasHeard = await watch.wait(.milliseconds(250))
            clock.hear()
            if hasHeard, real.now - begin < patience.limit { continue }
            let look = ProcessLook(process.pid)
            let start = first ?? look
            first = start
            if let limit = patience.exceeded(after: real.now - begin, busy: look.busiest(since: start)) {
                throw Settling.Restless(limit: limit, threads: clock.threads())
            }
            try Task.checkCancellation()
        }
    }
}
