public import CoreMetrics
import FakeSequin
public import Logging
import Metrics
import Sequin
import SequinHTTP
public import ServiceLifecycle
import Syncer

/// A syncer: workers that receive, apply and acknowledge until they are shut down.
///
/// At a graceful shutdown each worker finishes what it holds. What is not finished within the grace period is
/// cancelled on the server, rolled back, and given back to the consumer.
public struct SyncerService: Service {
    private let plan: SyncerPlan
    private let logger: Logger
    private let factory: any MetricsFactory
    private let endsWhenDrained: Bool

    /// Creates a syncer.
    ///
    /// - Parameters:
    ///   - plan: What to do.
    ///   - logger: Gets what happens; never a secret, never a record's values.
    ///   - factory: Makes its metrics; the process's own unless given.
    ///   - endsWhenDrained: Whether it ends by itself once a fake consumer holds nothing any more.
    public init(
        _ plan: SyncerPlan, logger: Logger, factory: (any MetricsFactory)? = nil, endsWhenDrained: Bool = false
    ) {
        self.plan = plan
        self.logger = logger
        self.factory = factory ?? MetricsSystem.factory
        self.endsWhenDrained = endsWhenDrained
    }

    /// Works until it is shut down.
    public func run() async throws {
        let (stop, abort) = (StopSignal(), StopSignal())
        let (consumer, close) = openConsumer()
        logger.notice(
            "started",
            metadata: [
                "strategy": "\(plan.strategy.name)", "database": "\(plan.target)",
                "workers": "\(plan.settings.workers)", "batch_size": "\(plan.policy.batchSize)",
                "deadline": "\(plan.policy.deadline.map { "\($0)" } ?? "none")",
            ])
        await withGracefulShutdownHandler {
            await work(consumer, stop: stop, abort: abort)
        } onGracefulShutdown: {
            stop.stop()
        }
        try await close()
        logger.notice("stopped")
    }

    private func work(_ consumer: any Consumer, stop: StopSignal, abort: StopSignal) async {
        await withTaskGroup(of: Bool.self) { group in
            for number in 1...plan.settings.workers {
                let thread = WorkerThread(
                    plan: plan, consumer: consumer,
                    observer: WorkerLog(worker: number, logger: logger, factory: factory), logger: logger, stop: stop,
                    abort: abort)
                group.addTask {
                    await thread.run()
                    return true
                }
            }
            group.addTask { [grace = plan.settings.grace] in
                await stop.wait()
                try? await Task.sleep(for: grace)
                abort.stop()
                return false
            }
            if endsWhenDrained, case .fake(let fake) = plan.settings.source {
                group.addTask {
                    while await !fake.isDrained, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
                    stop.stop()
                    return false
                }
            }
            var working = plan.settings.workers
            while working > 0, let isWorker = await group.next() { if isWorker { working -= 1 } }
            group.cancelAll()
        }
    }

    private func openConsumer() -> (any Consumer, close: @Sendable () async throws -> Void) {
        switch plan.settings.source {
        case .fake(let fake): return (fake, {})
        case .http(let settings):
            let consumer = HTTPConsumer(settings) { [logger] problem in
                logger.error("a delivery cannot be read, and is left to expire", metadata: ["problem": "\(problem)"])
            }
            return (consumer, { try await consumer.shutdown() })
        }
    }
}
