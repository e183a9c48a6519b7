import FakeSequin
import Syncer
import Testing

@testable import Scenarios

/// The matrix in small: what each built-in strategy's `expect` says is what Postgres says.
@Suite struct TruthTests {
    /// How many schedules each cell gets; every violation is found far sooner.
    private static let schedules = 60

    @Test(
        "A built-in strategy does what its expect says, in every scenario that it names",
        arguments: BuiltInStrategies.names(in: .guide))
    func expectations(name: String) async throws {
        let tested = try BuiltInStrategies.load(name)
        let scenarios = Catalogue.scenarios.filter {
            // A server that is killed would have to be a server of this test's own.
            !$0.setup.killsServer
                && tested.expectations.usualExpectation(for: $0) != nil
        }
        #expect(scenarios.count >= 8)
        let results = try await TestServer.run { server in
            var settings = VerificationSettings()
            settings.schedules = Self.schedules
            settings.worlds = 2
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var results: [CellResult] = []
            try await verifier.verify(tested.strategy, scenarios: scenarios, cellsLeft: 1) { cell in
                results.append(cell.result)
            }
            return results
        }
        #expect(results.map(\.scenario).sorted() == scenarios.map(\.name).sorted())
        for result in results {
            let cell: Comment = "\(name) in \(result.scenario): \(result.because ?? "no reason")"
            guard let expected = tested.expectations.expectation(for: result) else { continue }
            switch expected.verdict {
            case .holds:
                #expect(result.verdict == .sampled, cell)
                #expect(result.hazards > 0, cell)
            case .violated:
                #expect(result.verdict == .violated, cell)
                if let property = expected.property { #expect(result.property == property, cell) }
                #expect(result.counterexample?.minimal == true, cell)
            }
        }
    }
}
