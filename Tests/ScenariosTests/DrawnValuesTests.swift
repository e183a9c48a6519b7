import FakeSequin
import TestSupport
import Testing

@testable import Scenarios

/// Each schedule that is drawn has values of its own, where values are as nasty as an API's may be.
@Suite(.ownTime) struct DrawnValuesTests {
    private func plan(_ scenario: Scenario) async throws -> WorldPlan {
        let strategy = try TestStrategies.make()
        return try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { $0.plan }
        }
    }

    @Test("The first schedule has those of the seed, and plain values are the same in all")
    func seeds() async throws {
        let nasty = try await plan(Catalogue.inOrder)
        let seeds = (1...40).map { nasty.drawn($0).seed }
        #expect(seeds.first == nasty.seed)
        #expect(Set(seeds).count == 40)
        #expect(seeds == (1...40).map { nasty.drawn($0).seed })
        let plain = try await plan(Catalogue.ackWaitRace)
        #expect((1...40).allSatisfy { plain.drawn($0).seed == plain.seed })
    }

    @Test("What takes a value that comes twice is found whatever the seed, and replays", arguments: [3, 4] as [UInt64])
    func repeatedValue(seed: UInt64) async throws {
        let strategy = try BuiltInStrategies.load("do-nothing-returning").strategy
        let (cell, replay) = try await TestServer.run { server in
            var settings = VerificationSettings()
            settings.seed = seed
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var found: CellOutcome?
            try await verifier.verify(strategy, scenarios: [Catalogue.inOrder], cellsLeft: 1) { found = $0 }
            let cell = try #require(found)
            let file = try #require(cell.failure?.file)
            return (
                cell,
                try await verifier.replay(file, strategy: strategy, scenario: Catalogue.inOrder, consumer: .fenced)
            )
        }
        #expect(cell.result.property == .liveness)
        #expect(replay.violation?.property == .liveness)
        #expect(replay.obstacle == nil)
    }
}
