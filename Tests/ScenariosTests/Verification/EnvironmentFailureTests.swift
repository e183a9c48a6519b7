import FakeSequin
import TestSupport
import Testing

@testable import Scenarios

/// A cell whose environment fails says nothing of the others.
@Suite(.ownTime) struct EnvironmentFailureTests {
    @Test("Cells beside one that fails by its environment run, and hold")
    func othersRun() async throws {
        let strategy = try StaleWrites.breaksTheMachine
        let cells = try await TestServer.run { server in
            try await server.verify(strategy, ["ack-wait-race", "in-order", "crash-before-commit", "ack-wait-race"])
        }
        #expect(cells.map(\.result.verdict) == [.inconclusive, .sampled, .sampled, .inconclusive])
        #expect(cells.map(\.environmentFailed) == [true, false, false, true])
        #expect(cells[0].result.because == "the environment failed: 58030: could not read block 7")
        // One seed is one run, however it ends.
        #expect(cells[0].result.schedules == cells[3].result.schedules)
    }

    @Test("How it came there is told, as of a failure, and replays")
    func isTold() async throws {
        let strategy = try StaleWrites.breaksTheMachine
        let scenario = try #require(Catalogue.scenario(named: "ack-wait-race"))
        let (cell, outcome) = try await TestServer.run { server in
            let cell = try #require(try await server.verify(strategy, ["ack-wait-race"]).first)
            let file = try #require(cell.failure?.file)
            let outcome = try await server.withVerifier { verifier in
                try await verifier.replay(file, strategy: strategy, scenario: scenario, consumer: .fenced)
            }
            return (cell, outcome)
        }
        let report = try #require(cell.failure)
        #expect(report.file.violation == nil)
        #expect(report.file.doubt?.kind == .environment)
        #expect(report.file.doubt?.step == report.steps.count)
        #expect(report.steps.last?.choice.action == .statement)
        #expect(outcome.doubt?.kind == .environment)
        #expect(outcome.isIdentical)
    }
}
