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

    @Test("A known-bad strategy is caught, for the right property", arguments: BuiltInStrategies.names(in: .bad))
    func bad(name: String) async throws {
        let tested = try BuiltInStrategies.load(name)
        let exposing = try #require(
            Self.exposure(of: tested.expectations), "it names no scenario and property that expose it")
        let results = try await Self.verify(
            tested.strategy, in: [exposing.scenario], schedules: Self.schedulesToFind, seed: Self.seeds[name] ?? 1)
        let result = try #require(results.first)
        let cell: Comment = "\(name) in \(result.scenario): \(result.because ?? "no reason")"
        #expect(result.verdict == .violated, cell)
        #expect(result.property == exposing.property, cell)
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
    ) async throws -> [CellResult] {
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
    ) async throws -> [CellResult] {
        var settings = VerificationSettings()
        settings.schedules = schedules
        settings.seed = seed
        settings.worlds = 1
        let verifier = try await Verifier(server: access, crashServer: crash, loop: server.loop, settings: settings)
        defer { verifier.close() }
        var results: [CellResult] = []
        try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: 1) { results.append($0.result) }
        return results
    }
}
