public import CoreMetrics
public import Logging
import Metrics
public import Sequin
public import ServiceLifecycle
import Syncer

/// A syncer: workers that receive, apply and acknowledge until they are shut down.
///
/// At a graceful shutdown each worker finishes what it holds. What is not finished within the grace period is
/// cancelled on the server, rolled back, and given back to the consumer.
public struct SyncerService: Service, CustomStringConvertible {
    private let plan: SyncerPlan
    private let logger: Logger
    private let factory: any MetricsFactory
    private let consumer: any Consumer
    private let isDone: (@Sendable () async -> Bool)?

    /// Creates a syncer.
    ///
    /// - Parameters:
    ///   - plan: What to do.
    ///   - consumer: Where deliveries come from; all workers share it.
    ///   - logger: Gets what happens; never a secret, never a record's values.
    ///   - factory: Makes its metrics; the process's own unless given.
    ///   - isDone: Is asked again and again, and ends the syncer when it says so; nil: it goes on.
    public init(
        _ plan: SyncerPlan, consumer: any Consumer, logger: Logger, factory: (any MetricsFactory)? = nil,
        isDone: (@Sendable () async -> Bool)? = nil
    ) {
        self.plan = plan
        self.logger = logger
        self.factory = factory ?? MetricsSystem.factory
        self.consumer = consumer
        self.isDone = isDone
    }

    /// The strategy's name, and no more: a service's description is logged.
    public var description: String { "syncer(\(plan.strategy.name))" }

    /// Works until it is shut down.
    public func run() async throws {
        let (stop, abort) = (StopSignal(), StopSignal())
        logger.notice(
            "started",
            metadata: [
                "strategy": "\(plan.strategy.name)", "database": "\(plan.target)",
                "workers": "\(plan.settings.workers)", "batch_size": "\(plan.policy.batchSize)",
                "deadline": "\(plan.policy.deadline.map { "\($0)" } ?? "none")",
            ])
        // Workers have threads of their own, which a cancellation does not reach by itself.
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await work(stop: stop, abort: abort)
            } onGracefulShutdown: {
                stop.stop()
            }
        } onCancel: {
            stop.stop()
            abort.stop()
        }
        logger.notice("stopped")
    }

    private func work(stop: StopSignal, abort: StopSignal) async {
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
            if let isDone {
                group.addTask {
                    while await !isDone(), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
                    stop.stop()
                    return false
                }
            }
            var working = plan.settings.workers
            while working > 0, let isWorker = await group.next() { if isWorker { working -= 1 } }
            group.cancelAll()
        }
    }
}
