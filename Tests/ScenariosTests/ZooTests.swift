import FakeSequin
import Foundation
import OrderedCollections
import Postgres
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// The zoo keeps the checker honest: what is known to fail must be found, and what only looks like it must not.
///
/// `converge matrix` holds every cell against what it expects; here are as many as fit into a minute.
@Suite(.ownTime) struct ZooTests {
    /// How many schedules a violation may take to be found: the search ends with the first.
    private static let schedulesToFind = 400
    /// How many schedules each scenario gets in which a good strategy shall hold.
    private static let schedulesToHold = isNightly ? 20 : 2

    /// The upstream whose values show what is wrong, where those of seed 1 happen not to.
    private static let seeds: [String: UInt64] = ["guard-on-timestamp": 3, "jsonb-merge": 3, "spliced-value": 3]

    /// What each is advised about, where it is exposed first.
    private static let causes: [String: String] = [
        "ack-before-apply": "acked-unapplied", "arrival-order": "overwritten", "async-commit-local": "server-lost",
        "async-commit-session": "server-lost", "batch-deletes-apart": "returned",
        "batch-distinct-arbitrary": "overwritten", "batch-swallows-errors": "nothing-written",
        "coalesced-nulls": "kept-null", "deadline-too-long": "overwritten", "delete-then-insert": "removed",
        "delete-then-insert-in-transaction": "overwritten", "deletes-skipped": "nothing-written",
        "deletions-always-win": "overwritten", "do-nothing": "nothing-written", "do-nothing-returning": "refused",
        "find-then-save": "overwritten", "forgotten-column": "not-updated", "greatest-version": "overwritten",
        "guard-in-function": "overwritten",
        "guard-in-subselect": "overwritten", "guard-is-distinct": "overwritten",
        "guard-on-real-version": "inexact", "guard-on-stale-read": "overwritten",
        "guard-on-text-version": "nothing-written", "guard-on-timestamp": "nothing-written",
        "guard-on-truncated-time": "overwritten", "guard-reversed": "nothing-written", "history-table": "copies",
        "insert-where-not-exists": "nothing-written", "jsonb-merge": "computed", "last-writer-by-clock": "overwritten",
        "ledger-after-write": "returned", "ledger-own-transaction": "nothing-written", "lock-after-read": "overwritten",
        "lock-leaked-on-error": "lock-kept", "lock-leaked-on-skip": "lock-kept", "locks-nothing": "given-up",
        "merge-acked": "given-up", "no-unique-key": "copies", "nowait-acked": "given-up",
        "purged-tombstones": "returned", "second-unique-key": "refused", "serializable-acked": "given-up",
        "shared-staging": "nothing-written", "skip-locked": "nothing-written",
        "soft-delete-by-update": "nothing-written", "soft-delete-keeps-version": "deletion-script",
        "spliced-value": "refused", "sticky-deletion": "computed", "swallowed-unique-violation": "nothing-written",
        "tombstone-after-write": "returned", "tombstone-seen-too-early": "returned",
        "tombstone-without-version": "nothing-written", "trigger-refuses-duplicates": "refused",
        "unlogged-table": "server-lost", "update-then-insert": "nothing-written",
        "version-stamped-apart": "overwritten",
    ]

    @Test("A known-bad strategy is caught, for the right property", arguments: BuiltInStrategies.names(in: .bad))
    func bad(name: String) async throws {
        let tested = try BuiltInStrategies.load(name)
        let exposing = try #require(
            Self.exposure(of: tested.expectations), "it names no scenario and property that expose it")
        let outcomes = try await Self.verify(
            tested.strategy, in: [exposing.scenario], schedules: Self.schedulesToFind, seed: Self.seeds[name] ?? 1)
        let outcome = try #require(outcomes.first)
        let result = outcome.result
        let cell: Comment = "\(name) in \(result.scenario): \(result.because ?? "no reason")"
        #expect(result.verdict == .violated, cell)
        #expect(result.property == exposing.property, cell)
        let advice = outcome.failure?.advice
        #expect(advice?.cause == Self.causes[name], "\(name): \(advice?.text ?? "no advice")")
    }

    @Test("A known-good strategy holds where it says so", arguments: BuiltInStrategies.names(in: .good))
    func good(name: String) async throws {
        let tested = try BuiltInStrategies.load(name)
        let scenarios = Catalogue.scenarios.filter { scenario in
            // A crash of the server takes long: those are left to the matrix.
            return !scenario.setup.killsServer
                && tested.expectations.usualExpectation(for: scenario)?.verdict == .holds
        }
        #expect(scenarios.count >= 8, "it claims too little")
        let results = try await Self.verify(tested.strategy, in: scenarios, schedules: Self.schedulesToHold)
            .map(\.result)
        #expect(results.map(\.scenario) == scenarios.map(\.name))
        for result in results {
            // So few schedules may miss a hazard; a violation is one in any case.
            #expect(
                result.verdict != .violated,
                "\(name) in \(result.scenario): \(result.property?.rawValue ?? "") \(result.because ?? "")")
        }
    }

    @Test("No two built-in strategies have the same name")
    func uniqueNames() {
        let names = BuiltInStrategies.names()
        #expect(Set(names).count == names.count)
        #expect(BuiltInStrategies.names(in: .bad).count >= 30)
        #expect(BuiltInStrategies.names(in: .good).count >= 12)
        for name in names { #expect(name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }, "\(name)") }
    }

    @Test(
        "A strategy of the zoo says what it is, where it was seen, and why it fails or holds",
        arguments: [BuiltInStrategies.Group.good, .bad])
    func descriptions(group: BuiltInStrategies.Group) throws {
        for name in BuiltInStrategies.names(in: group) {
            let tested = try BuiltInStrategies.load(name)
            #expect(tested.strategy.description?.isEmpty == false, "\(name) has no description")
            let text = try String(contentsOfFile: tested.strategy.folder + "/strategy.yml", encoding: .utf8)
            let lines = text.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix("# Source: ") }, "\(name) names no source")
            let reason = group == .bad ? "# Fails because: " : "# Holds because: "
            #expect(lines.contains { $0.hasPrefix(reason) }, "\(name) gives no reason")
            #expect(!tested.expectations.expect.isEmpty, "\(name) expects nothing")
        }
    }

    /// The first scenario, in the strategy's own order, that shows a certain property violated.
    private static func exposure(of expectations: Expectations) -> (scenario: Scenario, property: Property)? {
        for (name, list) in expectations.expect {
            guard let scenario = Catalogue.scenario(named: name),
                let property = list.first(where: { $0.verdict == .violated })?.property
            else { continue }
            return (scenario, property)
        }
        return nil
    }

    private static func verify(
        _ strategy: Strategy, in scenarios: [Scenario], schedules: Int, seed: UInt64 = 1
    ) async throws -> [CellOutcome] {
        try await TestServer.run { server in
            let access = try server.access
            guard scenarios.contains(where: \.setup.killsServer) else {
                return try await verify(strategy, in: scenarios, schedules, seed, on: server, access, crash: nil)
            }
            let options = ThrowawayCluster.Options(settings: ServerAccess.settingsForKilling)
            return try await ThrowawayCluster.with(options, on: server.loop) { cluster in
                let crash = ServerAccess.own(cluster, version: "15", runID: "crash", mayBeKilled: true)
                return try await verify(strategy, in: scenarios, schedules, seed, on: server, access, crash: crash)
            }
        }
    }

    private static func verify(
        _ strategy: Strategy, in scenarios: [Scenario], _ schedules: Int, _ seed: UInt64, on server: TestServer,
        _ access: ServerAccess, crash: ServerAccess?
    ) async throws -> [CellOutcome] {
        var settings = VerificationSettings()
        settings.schedules = schedules
        settings.seed = seed
        settings.worlds = 1
        let verifier = try await Verifier(server: access, crashServer: crash, loop: server.loop, settings: settings)
        defer { verifier.close() }
        var outcomes: [CellOutcome] = []
        try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: 1) { outcomes.append($0) }
        return outcomes
    }
}
