import Logging
import Postgres
import Sequin
import Syncer

/// One worker with a thread, an event loop and a session of its own.
struct WorkerThread: Sendable {
    let plan: SyncerPlan
    let consumer: any Consumer
    let observer: WorkerLog
    let logger: Logger
    /// Asks to finish what is held.
    let stop: StopSignal
    /// Asks to drop it.
    let abort: StopSignal

    /// Works until it is stopped, and gives back what it still holds then.
    func run() async {
        let held = HeldDeliveries(consumer)
        _ = try? await SyncerPlan.onLoop { loop in await work(held, on: loop) }
        do {
            let count = try await held.giveBack()
            if count > 0 { logger.notice("gave deliveries back", metadata: ["count": "\(count)"]) }
        } catch {
            logger.warning("could not give deliveries back; they will expire", metadata: ["error": "\(error)"])
        }
    }

    private func work(_ held: HeldDeliveries, on loop: EventLoop) async {
        guard let session = await connect(on: loop) else { return }
        defer { session.close() }
        let worker = Worker(
            consumer: held, session: session, destination: plan.destination, policy: plan.policy,
            clock: ContinuousClock(), observer: observer)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await worker.run(until: stop) }
            group.addTask { await abort.wait() }
            await group.next()
            group.cancelAll()
            // A statement does not end because its task was cancelled.
            if abort.isStopping { await session.cancel() }
        }
    }

    private func connect(on loop: EventLoop) async -> LiveSession? {
        while !stop.isStopping {
            do { return try await LiveSession(plan.target, on: loop) } catch { observer.sessionFailed(with: error) }
            await loop.sleep(for: .seconds(1))
        }
        return nil
    }
}
