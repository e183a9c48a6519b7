import FakeSequin
import FakeSequinServer
import Foundation
import Logging
import OrderedCollections
import Scenarios
import Sequin
import SequinHTTP
import ServiceLifecycle
import SyncerService
import TestSupport
import Testing

/// The folder of a built-in strategy.
func strategyFolder(_ name: String) throws -> String { try #require(BuiltInStrategies.folder(of: name)) }

/// Changes that leave the upstream in a state worth comparing: creations, updates, deletions.
func changes(records: Int, rounds: Int = 3) -> [Change] {
    var changes = (0..<records).map(Change.create)
    for round in 0..<rounds {
        changes += (0..<records).map { ($0 + round) % 7 == 0 && round == rounds - 1 ? .delete($0) : .update($0) }
    }
    return changes
}

func versions(of changes: [Change]) throws -> (versions: [Record], truth: [Record]) {
    var upstream = Upstream(UpstreamOptions(isPlain: true))
    let versions = try changes.map { try upstream.apply($0) }
    return (versions, upstream.truth)
}

let quiet: Logger = {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
}()

/// Runs a syncer until `body` has ended, and then shuts it down gracefully.
func withSyncer(
    _ settings: SyncerSettings, _ consumer: any Consumer, registry: PrometheusRegistry = PrometheusRegistry(),
    _ body: @escaping @Sendable () async throws -> Void
) async throws {
    let plan = try await SyncerPlan.make(settings)
    let service = SyncerService(plan, consumer: consumer, logger: quiet, factory: registry)
    let group = ServiceGroup(configuration: .init(services: [.init(service: service)], logger: quiet))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        try result.get()
    }
}

extension TestCluster {
    /// What the table of the guide holds, as `id version deleted`.
    func table(_ database: String) async throws -> [String] {
        try await rows(
            "select id || ' ' || updated_idx || ' ' || deleted from stripe.subscriptions order by id collate \"C\"",
            in: database
        ).compactMap { $0[0] }
    }
}

/// The same for records.
func table(_ records: [Record]) -> [String] {
    records.sorted { Array($0.id.utf8).lexicographicallyPrecedes(Array($1.id.utf8)) }
        .map { "\($0.id) \($0.updatedIdx) \($0.deleted)" }
}

/// Waits until a fake holds nothing any more.
func drain(_ fake: FakeSequin) async throws {
    while await !fake.isDrained { try await Task.sleep(for: .milliseconds(5)) }
}
