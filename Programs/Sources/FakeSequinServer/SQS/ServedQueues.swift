public import FakeSQS
import OrderedCollections
import SQSWire

/// The queues of the server, in its time: receives wait until there is something.
public actor ServedQueues {
    private let clock: SteppableClock
    private var queues: SQSQueues
    private var lastWaiter = 0
    private var waiters: [Int: AsyncStream<Void>.Continuation] = [:]

    /// Creates a service in a clock's time.
    ///
    /// - Parameters:
    ///   - queues: The queues that there are.
    ///   - clock: What visibility and waiting go by.
    public init(_ queues: SQSQueues, clock: SteppableClock) {
        self.queues = queues
        self.clock = clock
    }

    /// How many receives wait.
    package var waiterCount: Int { waiters.count }

    /// Makes a queue with SQS's usual attributes; one whose name ends in `.fifo` is a FIFO queue.
    ///
    /// - Returns: Why there is none; nil if there is.
    public func makeQueue(_ name: String) -> String? {
        let call = SQSCall.createQueue(name.hasSuffix(".fifo") ? ["FifoQueue": "true"] : [:])
        let request = SQSRequest(action: .createQueue, wire: .json, queue: name, call: call)
        guard case .error(let error) = queues.answer(request, base: "", at: clock.now.sinceStart) else { return nil }
        return error.message
    }

    /// Whether a call is a receive that may wait.
    func waits(for request: SQSRequest) -> Bool { queues.wait(of: request) > .zero }

    /// Answers a call; a receive waits as long as it says, unless there is something.
    ///
    /// - Throws: `CancellationError` where the client is gone: then nothing has been taken.
    func answer(_ request: SQSRequest, base: String) async throws -> SQSAnswer {
        let deadline = clock.now.sinceStart + queues.wait(of: request)
        while true {
            let now = clock.now.sinceStart
            let answer = queues.answer(request, base: base, at: now)
            guard case .receive = request.call else {
                wake()
                return answer
            }
            guard case .messages(let messages) = answer, messages.isEmpty, now < deadline else { return answer }
            let next = queues.nextMoment(of: request.queue, after: now) ?? deadline
            try await change(before: min(next, deadline))
        }
    }

    private func wake() {
        for waiter in waiters.values { waiter.yield() }
    }

    /// Waits until something has changed, or for so long.
    private func change(before end: Duration) async throws {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        lastWaiter += 1
        let id = lastWaiter
        waiters[id] = continuation
        defer { waiters[id] = nil }
        await withTaskGroup(of: Void.self) { [clock] group in
            group.addTask { for await _ in stream { return } }
            group.addTask { try? await clock.sleep(until: SteppableClock.Instant(sinceStart: end)) }
            await group.next()
            group.cancelAll()
        }
        try Task.checkCancellation()
    }
}
