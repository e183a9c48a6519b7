public import Sequin

/// A Sequin consumer inside your own process, for tests of a syncer in Swift.
///
/// It performs ``ConsumerState`` on a clock. With a ``ManualClock`` nothing waits real time:
///
/// ```swift
/// let clock = ManualClock()
/// let sequin = FakeSequin(.init(kind: .sequinStreams, ackWait: .seconds(60)), clock: clock)
/// await sequin.publish(record)
///
/// let slow = try await sequin.receive(batchSize: 1)
/// clock.advance(by: .seconds(60))
/// let again = try await sequin.receive(batchSize: 1)   // redelivered, deliver count 2
/// await sequin.ack(slow.map(\.ackID))                  // a late ack
/// await sequin.isDrained                               // true: sequin-streams takes it for a prompt one
/// ```
public actor FakeSequin: Consumer {
    /// How long a delivery may stay unacknowledged.
    public nonisolated var ackWait: Duration { configuration.ackWait }
    /// How the consumer was set up.
    public nonisolated let configuration: ConsumerConfiguration
    /// How long ``receive(batchSize:)`` waits for a first delivery.
    public nonisolated let waitFor: Duration

    private let time: any Timekeeper
    private var consumer: ConsumerState
    /// First come, first served.
    private var waiters: [Waiter] = []

    /// Creates a consumer that holds nothing.
    ///
    /// - Parameters:
    ///   - configuration: What it imitates, and its limits.
    ///   - waitFor: How long a receive waits for a first delivery; zero, as by default: not at all.
    ///   - clock: What expiry and waiting go by.
    public init(
        _ configuration: ConsumerConfiguration = .init(), waitFor: Duration = .zero,
        // wall clock: only where the caller names no clock, in a program or a test that wants real time.
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        self.configuration = configuration
        self.waitFor = waitFor
        time = ClockTimekeeper(clock)
        consumer = ConsumerState(configuration)
    }

    // MARK: What the API does

    /// Brings a new version of a record.
    public func publish(_ record: Record) { publish([record]) }

    /// Brings new versions, in this order, before any of them is handed out.
    public func publish(_ records: [Record]) {
        consumer.noticeExpiries(at: time.now)
        consumer.recordsChanged(records)
        serve()
    }

    // MARK: What a worker does

    /// Takes up to `batchSize` deliveries in sequence order, waiting for the first as long as ``waitFor`` says.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits; nothing is then in flight for it.
    public func receive(batchSize: Int) async throws -> [Delivery] {
        try await receive(batchSize: batchSize, waitFor: waitFor)
    }

    /// Takes up to `batchSize` deliveries in sequence order, waiting for the first as long as `waitFor` says.
    ///
    /// Waiting receives are served in the order in which they came.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits; nothing is then in flight for it.
    public func receive(batchSize: Int, waitFor: Duration) async throws -> [Delivery] {
        try Task.checkCancellation()
        let now = time.now
        let isPatient = waitFor > .zero && batchSize > 0
        serve()
        if waiters.isEmpty {
            let deliveries = consumer.receive(batchSize: batchSize, at: now)
            if !deliveries.isEmpty { return deliveries }
        }
        return isPatient ? try await wait(Waiter(batchSize: batchSize), until: now + waitFor) : []
    }

    /// Settles deliveries, and tells what came of each. Ids that name nothing are ignored.
    @discardableResult
    public func settle(_ ids: [AckID]) -> [AckOutcome] {
        let now = time.now
        let outcomes = consumer.ack(ids, at: now)
        serve()
        return outcomes
    }

    /// Gives deliveries back, to be handed out again at once, and tells what came of each. Ids that name nothing are
    /// ignored.
    @discardableResult
    public func giveBack(_ ids: [AckID]) -> [NackOutcome] {
        let now = time.now
        let outcomes = ids.map { consumer.nack($0, at: now) }
        serve()
        return outcomes
    }

    /// Settles deliveries, as ``settle(_:)`` does.
    public func ack(_ ids: [AckID]) { settle(ids) }

    /// Gives deliveries back, as ``giveBack(_:)`` does.
    public func nack(_ ids: [AckID]) { giveBack(ids) }

    /// Ends the time of deliveries in flight at once: of one record, or of all.
    ///
    /// - Returns: How many were still running.
    @discardableResult
    public func expire(_ recordID: String? = nil) -> Int {
        let count = consumer.expire(recordID, at: time.now)
        serve()
        return count
    }

    // MARK: What a test looks at

    /// The consumer's state as it is now.
    public var state: ConsumerState { consumer }
    /// Looks at the consumer's state without a copy of it, which a large one would feel.
    public func inspect<T: Sendable>(_ look: @Sendable (ConsumerState) -> T) -> T { look(consumer) }
    /// Whether nothing is left to hand out, and nothing is in flight.
    public var isDrained: Bool { consumer.isDrained }
    /// Time since it was made, by its clock.
    public var now: Duration { time.now }
    /// How many receives are waiting.
    public var waiterCount: Int { waiters.count }

    // MARK: Waiting

    private func wait(_ waiter: Waiter, until deadline: Duration) async throws -> [Delivery] {
        waiters.append(waiter)
        defer { waiters.removeAll { $0 === waiter } }
        let deliveries = await withTaskGroup(of: [Delivery]?.self) { group in
            group.addTask { await waiter.value() }
            group.addTask {
                try? await self.watchTime(for: waiter, until: deadline)
                return nil
            }
            // Whichever ends first ends the other: time ends the wait, and the end of the wait cancels the watch.
            var deliveries: [Delivery]?
            for await result in group {
                deliveries = deliveries ?? result
                group.cancelAll()
            }
            return deliveries
        }
        if let deliveries { return deliveries }
        try Task.checkCancellation()
        return []
    }

    /// Serves waiting receives whenever a delivery expires, until `deadline`.
    private func watchTime(for waiter: Waiter, until deadline: Duration) async throws {
        defer { waiter.end() }
        while time.now < deadline {
            let now = time.now
            // Nothing that is handed out or given back from now on comes again before that, so nothing is missed.
            let soonest = now + configuration.soonestExpiry
            let next =
                configuration.kind == .webhook
                ? min(consumer.nextExpiry(after: now) ?? soonest, soonest)
                : consumer.nextExpiry(after: now) ?? soonest
            try await time.sleep(until: min(deadline, next))
            serve()
        }
    }

    private func serve() {
        guard !waiters.isEmpty else { return }
        let now = time.now
        // Saves `deliverable` a copy.
        consumer.noticeExpiries(at: now)
        while let waiter = waiters.first, !consumer.deliverable(at: now, limit: 1).isEmpty {
            waiters.removeFirst()
            // One that was cancelled, or whose time is over, stands in line until its task has come to leave it.
            guard waiter.claim() else { continue }
            waiter.finish(consumer.receive(batchSize: waiter.batchSize, at: now))
        }
    }
}
