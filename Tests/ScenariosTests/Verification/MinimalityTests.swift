import FakeSequin
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What a report says of a failure: that none of its choices can be left out.
@Suite(.ownTime) struct MinimalityTests {
    /// A cell that fails within 50 schedules.
    struct Failing: CustomTestStringConvertible, Sendable {
        var strategy: String
        var scenario: String
        var seed: UInt64
        var testDescription: String { "\(strategy), \(scenario), seed \(seed)" }

        init(_ strategy: String, _ scenario: String, _ seed: UInt64) {
            (self.strategy, self.scenario, self.seed) = (strategy, scenario, seed)
        }

        var settings: VerificationSettings {
            var settings = VerificationSettings()
            (settings.seed, settings.schedules) = (seed, 50)
            return settings
        }
    }

    private static let daily = [
        Failing("naive-upsert", "ack-wait-race", 5), Failing("naive-hard-delete", "delete-race", 5),
        Failing("guarded-hard-delete", "delete-race", 5), Failing("naive-upsert", "first-insert-race", 5),
        // Lost receives: workers that have not received anything yet are not all alike then.
        Failing("naive-upsert", "everything", 14), Failing("guarded-hard-delete", "everything", 3),
        // Statements that need not pause: another choice may be needless once they do not.
        Failing("guarded-hard-delete", "everything", 19),
    ]

    private static let nightly = ["naive-upsert", "naive-hard-delete", "guarded-hard-delete"].flatMap { strategy in
        (UInt64(1)...20).map { Failing(strategy, "everything", $0) }
    }

    @Test("No single choice of a shrunk schedule can be left out", arguments: daily + (isNightly ? nightly : []))
    func minimal(failing: Failing) async throws {
        let strategy = try BuiltInStrategies.load(failing.strategy).strategy
        let scenario = try #require(Catalogue.scenario(named: failing.scenario))
        let cell = try await TestServer.cell(strategy, in: scenario, failing.settings)
        guard let failure = cell.failure, cell.result.counterexample?.minimal == true else {
            #expect(isNightly, "no failure that is called minimal")
            return
        }
        let file = failure.file
        let removable = try await TestServer.run { server in
            try await server.withWorld(strategy, scenario, settings: failing.settings) { world in
                world.plan.changes = file.changes
                world.plan.seed = file.seed
                world.plan.isReplay = true
                let whole = try await world.replay(file.choices)
                guard let violation = whole.violation, violation == file.violation else { return nil as [Choice]? }
                // A failure of the fair phase may need that phase.
                let target = ShrinkTarget(
                    property: violation.property, endsWithSchedule: whole.fairChoices.isEmpty)
                var removable: [Choice] = []
                for index in file.choices.indices {
                    var fewer = file.choices
                    fewer.remove(at: index)
                    var leniently = ReplayDecider(fewer, leavesOutObstacles: true)
                    let run = World(plan: world.plan, sessions: world.sessions, isRecording: false)
                    if target.isHit(by: try await run.run(&leniently)) { removable.append(file.choices[index]) }
                }
                return removable
            }
        }
        #expect(removable == [], "of \(file.choices.count) choices")
    }
}
