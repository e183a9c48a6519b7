import CoreMetrics
import Logging
import Metrics
import Sequin
import Syncer
import Synchronization

/// What a worker does, as logs and metrics. Values of records are in neither.
final class WorkerLog: WorkerObserver {
    private let logger: Logger
    private let received: Counter
    private let applied: Counter
    private let failed: Counter
    private let retried: Counter
    private let missed: Counter
    private let consumerErrors: Counter
    private let sessionErrors: Counter
    private let seconds: Metrics.Timer
    /// When the statement under way was begun.
    private let began = Mutex(ContinuousClock.now)

    init(worker: Int, logger: Logger, factory: any MetricsFactory) {
        var logger = logger
        logger[metadataKey: "worker"] = "\(worker)"
        self.logger = logger
        let dimensions = [("worker", "\(worker)")]
        func counter(_ name: String) -> Counter {
            Counter(label: "syncer_\(name)_total", dimensions: dimensions, factory: factory)
        }
        received = counter("deliveries_received")
        applied = counter("deliveries_applied")
        failed = counter("deliveries_failed")
        retried = counter("deliveries_retried")
        missed = counter("deliveries_missed_deadline")
        consumerErrors = counter("consumer_errors")
        sessionErrors = counter("session_errors")
        seconds = Metrics.Timer(label: "syncer_apply_seconds", dimensions: dimensions, factory: factory)
    }

    func received(_ deliveries: [Delivery]) {
        received.increment(by: deliveries.count)
        logger.debug("received", metadata: ["count": "\(deliveries.count)"])
    }

    func willApply(_ deliveries: [Delivery]) { began.withLock { $0 = .now } }

    func applied(_ deliveries: [Delivery]) {
        let duration = ContinuousClock.now - began.withLock { $0 }
        seconds.record(duration: duration)
        applied.increment(by: deliveries.count)
    }

    func failed(_ deliveries: [Delivery], with error: any Error, isFinal: Bool) {
        (isFinal ? failed : retried).increment(by: deliveries.count)
        logger.log(
            level: isFinal ? .error : .info, "\(isFinal ? "not applied" : "will be tried again")",
            metadata: [
                "count": "\(deliveries.count)", "first": "\(deliveries.first?.record.id ?? "")", "error": "\(error)",
            ])
    }

    func missedDeadline(_ deliveries: [Delivery]) {
        missed.increment(by: deliveries.count)
        logger.warning("missed its deadline, left to expire", metadata: ["count": "\(deliveries.count)"])
    }

    func consumerFailed(with error: any Error) {
        consumerErrors.increment()
        logger.error("a call to the consumer failed", metadata: ["error": "\(error)"])
    }

    func sessionFailed(with error: any Error) {
        sessionErrors.increment()
        logger.error("no session with the database", metadata: ["error": "\(error)"])
    }
}
