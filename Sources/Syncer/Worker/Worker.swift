public import Postgres
public import Sequin

/// One worker of a syncer: receives, applies, acknowledges, one batch after the other, over one session.
///
/// It reaches the world only through its consumer, its session and its clock.
public struct Worker<C: Clock>: Sendable where C.Duration == Duration {
    /// How long it waits after a call to the consumer, or a reconnection, has failed.
    static var pause: Duration { .seconds(1) }

    let consumer: any Consumer
    let session: any Session
    let destination: any Destination
    let policy: WorkerPolicy
    let clock: C
    let observer: any WorkerObserver

    /// Creates a worker. It does nothing until ``run(until:)`` is called.
    public init(
        consumer: any Consumer, session: any Session, destination: any Destination, policy: WorkerPolicy, clock: C,
        observer: any WorkerObserver = NoObserver()
    ) {
        self.consumer = consumer
        self.session = session
        self.destination = destination
        self.policy = policy
        self.clock = clock
        self.observer = observer
    }

    /// Works until the signal is given, finishing what it holds, or until its task is cancelled, finishing nothing.
    public func run(until stop: StopSignal? = nil) async {
        await open()
        while !Task.isCancelled, stop?.isStopping != true {
            let started = clock.now
            guard let batch = await receive(until: stop), !batch.isEmpty else { continue }
            observer.received(batch)
            await handle(batch, since: started)
        }
    }

    private func receive(until stop: StopSignal?) async -> [Delivery]? {
        do {
            guard let stop else { return try await consumer.receive(batchSize: policy.batchSize) }
            return try await stop.interrupting { try await consumer.receive(batchSize: policy.batchSize) }
        } catch is CancellationError {
            return nil
        } catch {
            observer.consumerFailed(with: error)
            try? await clock.sleep(until: clock.now.advanced(by: Self.pause), tolerance: nil)
            return nil
        }
    }

    private func handle(_ batch: [Delivery], since started: C.Instant) async {
        if let fraction = policy.deadline {
            await handle(batch, before: Deadline(started.advanced(by: consumer.ackWait * fraction), on: clock))
        } else {
            await BatchWork(worker: self, deadline: nil).run(batch)
        }
    }

    private func handle(_ batch: [Delivery], before deadline: Deadline<C>) async {
        let work = BatchWork(worker: self, deadline: deadline)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await work.run(batch) }
            group.addTask {
                guard (try? await clock.sleep(until: deadline.instant, tolerance: nil)) != nil else { return }
                deadline.fire()
                await session.cancel()
            }
            await group.next()
            group.cancelAll()
        }
        await recover()
    }

    /// Connects and readies the session, as often as it takes.
    func open() async {
        while !Task.isCancelled {
            do {
                if session.transactionStatus == .lost { try await session.reconnect() }
                return try await destination.open(session)
            } catch is CancellationError {
                return
            } catch {
                observer.sessionFailed(with: error)
                try? await clock.sleep(until: clock.now.advanced(by: Self.pause), tolerance: nil)
            }
        }
    }

    /// Leaves no transaction behind: rolls back what is open, replaces a lost connection.
    func recover() async {
        switch session.transactionStatus {
        case .idle: return
        case .inTransaction, .failed:
            if (try? await session.run(Statement("rollback", origin: "rollback"))) != nil { return }
            if session.transactionStatus == .lost { await open() }
        case .lost: await open()
        }
    }
}
