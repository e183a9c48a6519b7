import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// The matrix in small: what each built-in strategy's `expect` says is what Postgres says.
@Suite(.ownTime) struct TruthTests {
    /// How many schedules each cell gets; every violation is found far sooner.
    private static let schedules = 60
    /// How many each gets that holds, where the whole number is not needed to meet its hazard.
    private static let schedulesToHold = isNightly ? 60 : 20

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
            var results: [CellResult] = []
            for holds in [true, false] {
                var settings = VerificationSettings()
                settings.schedules = holds ? Self.schedulesToHold : Self.schedules
                settings.worlds = 2
                let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
                defer { verifier.close() }
                let some = scenarios.filter {
                    (tested.expectations.usualExpectation(for: $0)?.verdict == .holds) == holds
                }
                try await verifier.verify(tested.strategy, scenarios: some, cellsLeft: 1) { results.append($0.result) }
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
