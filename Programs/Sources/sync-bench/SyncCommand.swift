import ArgumentParser
import FakeSequin
import Foundation
import Histogram
import Logging
import OrderedCollections
import Sequin
import ServiceLifecycle
import SyncerService

/// Rows a second from a fake in process to the table, with the syncer's own service; or, at a given rate, how long it
/// takes from publication to commit.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "sync")

    @Option var strategy: String
    @Option(name: .customLong("database-url")) var databaseURL: String
    @Option var records = 100_000
    @Option var workers = 2
    @Option var batchSize = 500
    @Option(help: "Records published a second; all at once unless given.") var rate: Int?
    @Option(help: "How often every record is published, one version after the other.") var rounds = 1

    mutating func run() async throws {
        var logger = Logger(label: "sync-bench", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .error
        let settings = SyncerSettings(
            strategy: strategy, databaseURL: databaseURL, workers: workers, batchSize: batchSize)
        let plan = try await SyncerPlan.make(settings)
        let fake = FakeSequin(.init(ackWait: .seconds(600), maxAckPending: 100_000), waitFor: .milliseconds(100))
        let consumer = MeasuredConsumer(fake)
        let total = records * rounds
        if rate == nil { await publish(to: consumer) }
        let before = Memory.resident
        let started = ContinuousClock.now
        let service = SyncerService(plan, consumer: consumer, logger: logger, isDone: { await consumer.isDone })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [logger] in
                try await ServiceGroup(
                    configuration: .init(
                        services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                        logger: logger)
                ).run()
            }
            if rate != nil { await publish(to: consumer) }
            consumer.endPublishing()
            try await group.waitForAll()
        }
        let seconds = (consumer.lastAck - started) / .seconds(1)
        let latencies = consumer.latencies
        Report([
            "rows_per_second": Double(total) / seconds, "seconds": seconds,
            "p50_ms": Double(latencies.valueAtPercentile(50)) / 1000,
            "p99_ms": Double(latencies.valueAtPercentile(99)) / 1000,
            "p999_ms": Double(latencies.valueAtPercentile(99.9)) / 1000, "max_ms": Double(latencies.max) / 1000,
            "memory_before_mb": before, "memory_after_mb": Memory.resident, "memory_peak_mb": Memory.peak,
        ]).print()
    }

    private func publish(to consumer: MeasuredConsumer) async {
        guard let rate else {
            return await consumer.publish((0..<records).map { Rows.record($0, version: Int64($0) + 1) })
        }
        let started = ContinuousClock.now
        for number in 0..<records * rounds {
            // An open loop: what is late is published at once, and its lateness counts as latency.
            let due = started + .seconds(1) * (Double(number) / Double(rate))
            if due > .now { try? await Task.sleep(until: due) }
            await consumer.publish(Rows.record(number % records, version: Int64(number) + 1), due: due)
        }
    }
}
