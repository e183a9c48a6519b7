import Simulation
import TestSupport
import Testing

@testable import Scenarios

/// Which options are marked as leading to what a scenario is about.
@Suite(.ownTime) struct LeadsTests {
    /// Makes moves, and notes before each what is sought.
    private final class Seeker: Decider, @unchecked Sendable {
        private var moves: ArraySlice<String>
        private(set) var sought: [[String]] = []
        private(set) var early: [[String]] = []
        let seeks = true

        init(_ moves: [String]) { self.moves = moves[...] }

        func decide(_ options: [Option<Choice>], state: () -> StateFingerprint?) -> Decision {
            sought.append(options.filter(\.isSought).map { "\($0.choice)" })
            early.append(options.filter(\.isEarly).map { "\($0.choice)" })
            guard let move = moves.popFirst() else { return .stop }
            return options.firstIndex { "\($0.choice)".hasPrefix(move) }.map { .take($0) } ?? .abandon
        }
    }

    private func sought(_ name: String, in scenario: Scenario, _ moves: [String]) async throws -> [[String]] {
        try await watch(name, in: scenario, moves).sought
    }

    private func watch(_ name: String, in scenario: Scenario, _ moves: [String]) async throws -> Seeker {
        let strategy = try BuiltInStrategies.load(name).strategy
        return try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { world in
                let seeker = Seeker(moves)
                var decider: any Decider<Choice> = seeker
                let outcome = try await World(plan: world.plan, sessions: world.sessions, isRecording: false).run(
                    &decider)
                #expect(!outcome.isAbandoned)
                return seeker
            }
        }
    }

    @Test("An expiry, the record in another worker's hands, a call that is late, and trouble then")
    func lateAck() async throws {
        let steps = try await sought(
            "naive-upsert", in: Catalogue.lateAck,
            [
                "create A", "worker 1: receive A", "worker 1: upsert.sql", "clock", "worker 2: receive A",
                "worker 1: ack",
            ])
        #expect(
            steps == [
                [], [], ["update A"], ["update A", "clock"], ["update A", "worker 2: receive A"],
                ["update A", "worker 1: ack A", "worker 1: crash", "worker 1: duplicate ack A", "worker 2: crash"],
                ["update A", "worker 2: crash"],
            ], "\(steps)")
    }

    @Test("Where no call need be late, the expiry is sought while the worker still writes")
    func others() async throws {
        let race = try await sought("naive-upsert", in: Catalogue.ackWaitRace, ["create A", "worker 1: receive A"])
        #expect(race == [[], [], ["update A", "clock"]], "\(race)")
        let frozen = try await sought(
            "naive-upsert", in: Catalogue.frozenWorker, ["create A", "worker 1: receive A", "worker 1: freeze"])
        #expect(frozen == [[], [], ["update A", "worker 1: freeze"], ["update A", "clock"]], "\(frozen)")
    }

    @Test("A fault is sought where it makes a delivery come twice: between commit and ack")
    func duplicate() async throws {
        let steps = try await sought(
            "naive-upsert", in: Catalogue.duplicateDelivery,
            ["create A", "worker 1: receive A", "worker 1: upsert.sql"])
        #expect(
            steps == [
                [], [], ["worker 1: upsert.sql:5 (A)"],
                ["worker 1: crash", "worker 1: lose-request ack A", "worker 1: lose-response ack A"],
            ], "\(steps)")
    }

    @Test("A worker's work is sought before its death; then what comes again, a newer version, and no second death")
    func crash() async throws {
        let steps = try await sought(
            "naive-upsert", in: Catalogue.crashBeforeCommit,
            [
                "create A", "worker 1: receive A", "worker 1: upsert.sql", "worker 1: crash", "clock",
                "worker 1: receive A", "worker 1: upsert.sql",
            ])
        #expect(
            steps == [
                [], [], ["worker 1: upsert.sql:5 (A)", "worker 1: crash"], ["worker 1: crash"], ["clock"],
                ["worker 1: receive A"], ["update A"], ["update A"],
            ], "\(steps)")
    }

    @Test("Two batches of the same records are sought, then pauses between their rows")
    func sharedBatches() async throws {
        let steps = try await sought(
            "batch-swallows-errors", in: Catalogue.batchDeadlock,
            ["create A", "create B", "worker 1: receive A, B", "clock", "worker 2: receive B, A"])
        #expect(steps.first == ["create A"], "\(steps)")
        #expect(steps.dropFirst().first == ["create B"], "\(steps)")
        let pauses = [
            "worker 1: batch.sql:1 (A, B), pausing at row 1", "worker 2: batch.sql:1 (B, A), pausing at row 1",
        ]
        #expect(steps.last == ["update A"] + pauses, "\(steps)")
    }

    @Test("Where an expiry counts once a statement has paused, it is not sought before")
    func pause() async throws {
        let steps = try await sought(
            "naive-upsert", in: Catalogue.overlappingStatements, ["create A", "worker 1: receive A"])
        #expect(steps == [[], [], ["update A"]], "\(steps)")
    }

    @Test("Changes and expiries are early until a version of their record has been acknowledged, with two more to come")
    func early() async throws {
        let seeker = try await watch(
            "naive-upsert", in: Catalogue.deleteRace,
            [
                "create A", "worker 1: receive A", "worker 1: upsert.sql", "worker 1: ack", "update A",
                "worker 1: receive A",
            ])
        #expect(
            seeker.early == [
                [], ["update A"], ["update A", "clock"], ["update A", "clock"], [], [], [],
            ], "\(seeker.early)")
        let race = try await watch("naive-upsert", in: Catalogue.ackWaitRace, ["create A", "worker 1: receive A"])
        #expect(race.early == [[], [], []], "one more version is all that there is")
    }
}
