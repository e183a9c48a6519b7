import Syncer
import TestSupport

@testable import Scenarios

extension TestServer {
    /// What a cell comes to, on a server that no other test uses meanwhile.
    static func cell(_ strategy: Strategy, in scenario: Scenario, _ settings: VerificationSettings) async throws
        -> CellOutcome
    {
        try await run { server in
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var cell: CellOutcome?
            try await verifier.verify(strategy, scenarios: [scenario], cellsLeft: 1) { cell = $0 }
            guard let cell else { throw NoCell() }
            return cell
        }
    }

    private struct NoCell: Error {}
}
