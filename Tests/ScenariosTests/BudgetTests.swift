import FakeSequin
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What a budget that has ended does, whatever the clock of this machine says.
@Suite(.ownTime) struct BudgetTests {
    private func cells(_ name: String, deadline: ContinuousClock.Instant?) async throws -> [CellOutcome] {
        let strategy = try BuiltInStrategies.load(name).strategy
        let scenarios = ["in-order", "ack-wait-race", "server-crash"].compactMap(Catalogue.scenario(named:))
        return try await TestServer.run { server in
            var settings = VerificationSettings()
            settings.worlds = 1
            settings.deadline = deadline
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var cells: [CellOutcome] = []
            try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: 3) { cells.append($0) }
            return cells
        }
    }

    @Test("Once it has ended nothing is begun, and nothing passes")
    func nothingIsBegun() async throws {
        let cells = try await cells("guarded-upsert", deadline: .now)
        #expect(cells.map(\.result.scenario) == ["in-order", "ack-wait-race", "server-crash"])
        #expect(cells.map(\.result.verdict) == [.inconclusive, .inconclusive, .skipped])
        #expect(cells[0].result.because == "the budget ended before it was run: give a longer --budget")
        #expect(cells.allSatisfy { $0.result.schedules == 0 })
        #expect(cells.map(\.result.cutShort) == [CutShort(planned: 200), CutShort(planned: 200), nil])
    }

    @Test("A failure that is found when it ends is still reproduced, and does not claim to be minimal")
    func shrinkingEnds() async throws {
        let strategy = try BuiltInStrategies.load("naive-upsert").strategy
        let scenario = try #require(Catalogue.scenario(named: "ack-wait-race"))
        let shrunk: (ShrunkFailure, Violation?)? = try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { world in
                for number in 1...200 {
                    let outcome = try await world.run(seed: 1, schedule: number)
                    if outcome.violation == nil { continue }
                    let pursuit = FailurePursuit(plan: world.plan, home: WorldHome(world.sessions), deadline: .now)
                    guard case .shrunk(let shrunk) = try await pursuit.pursue(outcome) else { return nil }
                    return (shrunk, outcome.violation)
                }
                return nil
            }
        }
        let (failure, violation) = try #require(shrunk)
        #expect(!failure.isMinimal)
        #expect(failure.candidates == 0)
        #expect(failure.violation.property == violation?.property)
    }

    @Test("Where it has cut a sample short in which the hazard never happened, the budget is the reason")
    func hazardNeverHappened() async throws {
        let strategy = try BuiltInStrategies.load("naive-upsert").strategy
        let scenario = try #require(Catalogue.scenario(named: "late-ack"))
        let results = try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { world in
                [true, false].map { isCutShort in
                    let start = ContinuousClock.now
                    var elapsed = Duration.zero
                    let queue = ScheduleQueue(
                        RandomExplorer<Choice>(seed: 1, limit: 2), deadline: start + .seconds(60),
                        now: { start + elapsed })
                    _ = queue.startWave()
                    while let ticket = queue.next() {
                        queue.finished(ticket, RunOutcome())
                        if isCutShort { elapsed = .seconds(60) }
                    }
                    var cell = CellOutcome(plan: world.plan, settings: VerificationSettings())
                    cell.count(queue)
                    return cell.result
                }
            }
        }
        #expect(results.map(\.verdict) == [.inconclusive, .inconclusive])
        #expect(
            results.map(\.because) == [
                "the budget ended after 1 of 2 schedules, and none failed: give a longer --budget, or fewer --schedules",
                "in 2 schedules its hazard never happened: raise --schedules or the bounds",
            ])
        #expect(results.map(\.cutShort) == [CutShort(planned: 2), nil])
    }

    @Test(
        "A sample that it has cut short holds nothing, and says how many of how many schedules ran", arguments: [1, 3])
    func sampleIsCutShort(affordable: Int) async throws {
        let strategy = try BuiltInStrategies.load("naive-upsert").strategy
        let scenario = try #require(Catalogue.scenario(named: "in-order"))
        let result = try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { world in
                let start = ContinuousClock.now
                var elapsed = Duration.zero
                let queue = ScheduleQueue(
                    RandomExplorer<Choice>(seed: 1, limit: 40), deadline: start + .seconds(60),
                    now: { start + elapsed })
                #expect(queue.startWave())
                while var ticket = queue.next() {
                    let outcome = try await World(plan: world.plan, sessions: world.sessions, isRecording: false)
                        .run(&ticket.decider)
                    queue.finished(ticket, outcome)
                    if ticket.number == affordable { elapsed = .seconds(60) }
                }
                var cell = CellOutcome(plan: world.plan, settings: VerificationSettings())
                cell.count(queue)
                return cell.result
            }
        }
        #expect(result.verdict == .inconclusive)
        #expect(result.hazards == affordable)
        #expect(result.cutShort == CutShort(planned: 40))
        #expect(
            result.because == "the budget ended after \(affordable) of 40 schedules, and none failed: "
                + "give a longer --budget, or fewer --schedules")
    }
}
