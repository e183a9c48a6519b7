import Postgres
import Sequin

/// What a worker does with one batch: applies it and acknowledges it, as its policy says.
struct BatchWork<C: Clock>: Sendable where C.Duration == Duration {
    private let worker: Worker<C>
    private let deadline: Deadline<C>?
    private let session: any Session

    init(worker: Worker<C>, deadline: Deadline<C>?) {
        self.worker = worker
        self.deadline = deadline
        session =
            if let deadline { DeadlineSession(base: worker.session, deadline: deadline) } else { worker.session }
    }

    private var policy: WorkerPolicy { worker.policy }
    private var isLate: Bool { deadline?.isOver == true }
    private var mayGoOn: Bool { !Task.isCancelled && !isLate }

    func run(_ batch: [Delivery]) async {
        if worker.destination.appliesBatches {
            if policy.ack == .beforeApply { await ack(batch) }
            if await apply(batch, asBatch: true) {
                if policy.ack == .afterCommit { await ack(batch) }
                return
            }
            guard mayGoOn else { return }
            if policy.batchFailure == .whole { return await giveUp(batch) }
        }
        for (index, delivery) in batch.enumerated() {
            guard mayGoOn else {
                if isLate { worker.observer.missedDeadline(Array(batch[index...])) }
                return
            }
            await runSingly(delivery)
        }
    }

    private func runSingly(_ delivery: Delivery) async {
        // A batch that failed as a whole has been acknowledged already where that comes first.
        if policy.ack == .beforeApply, !worker.destination.appliesBatches { await ack([delivery]) }
        if await apply([delivery], asBatch: false) {
            if policy.ack == .afterCommit { await ack([delivery]) }
        } else if mayGoOn {
            await giveUp([delivery])
        }
    }

    /// Applies deliveries, again after the errors that the policy names.
    ///
    /// - Returns: Whether they have been applied.
    private func apply(_ deliveries: [Delivery], asBatch: Bool) async -> Bool {
        var retriesLeft = policy.retryLimit
        while mayGoOn {
            worker.observer.willApply(deliveries)
            do {
                if asBatch {
                    try await worker.destination.applyBatch(deliveries, on: session)
                } else {
                    try await worker.destination.apply(deliveries[0], on: session)
                }
                worker.observer.applied(deliveries)
                return true
            } catch {
                guard mayGoOn else { break }
                let isWorthRetrying = retriesLeft > 0 && isRetried(error)
                worker.observer.failed(deliveries, with: error, isFinal: !isWorthRetrying)
                await worker.recover()
                guard isWorthRetrying else { return false }
                retriesLeft -= 1
            }
        }
        if isLate { worker.observer.missedDeadline(deliveries) }
        return false
    }

    /// A statement whose outcome is unknown, because its connection was lost, is never run again in place.
    private func isRetried(_ error: any Error) -> Bool {
        guard let error = error as? PostgresError, !error.connectionLost else { return false }
        return policy.retry.contains(error.sqlState)
    }

    private func ack(_ deliveries: [Delivery]) async {
        guard mayGoOn else {
            if isLate { worker.observer.missedDeadline(deliveries) }
            return
        }
        do {
            try await worker.consumer.ack(deliveries.map(\.ackID))
        } catch is CancellationError {
            return
        } catch {
            worker.observer.consumerFailed(with: error)
        }
    }

    private func giveUp(_ deliveries: [Delivery]) async {
        switch policy.onError {
        case .leave: return
        case .ack: await ack(deliveries)
        case .nack:
            do {
                try await worker.consumer.nack(deliveries.map(\.ackID))
            } catch is CancellationError {
                return
            } catch {
                worker.observer.consumerFailed(with: error)
            }
        }
    }
}
