import FakeSequin
import Foundation
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime) struct ShrinkerTests {
    private func race() throws -> Scenario { try #require(Catalogue.scenario(named: "ack-wait-race")) }

    private func shrunk(_ name: String, in scenario: Scenario, seed: UInt64) async throws -> CellOutcome {
        var settings = VerificationSettings()
        (settings.seed, settings.worlds) = (seed, 2)
        return try await TestServer.cell(try BuiltInStrategies.load(name).strategy, in: scenario, settings)
    }

    // The guide's race: A stalls past ackWait, A' is delivered and written, A is written last.
    @Test("The guide's race shrinks to A's creation and the guide's six steps", arguments: [UInt64(1), 2, 3])
    func guidesRace(seed: UInt64) async throws {
        let cell = try await shrunk("naive-upsert", in: try race(), seed: seed)
        let file = try #require(cell.failure?.file)
        let names = file.choices.map { "\($0)" }
        #expect(
            names.sorted() == [
                "clock", "create A", "update A", "worker 1: receive A", "worker 1: upsert.sql:5 (A)",
                "worker 2: receive A", "worker 2: upsert.sql:5 (A)",
            ])
        #expect(names.first == "create A")
        #expect(names.last == "worker 1: upsert.sql:5 (A)")
        #expect(file.changes == [.create(0), .update(0)])
        #expect(file.violation?.property == .monotonicVersions)
        #expect(file.violation?.step == 7)
        #expect(cell.result.counterexample?.choices == 7)
        #expect(cell.result.counterexample?.minimal == true)
        // Whether the update comes before the delivery expires or after makes no difference; all else does.
        let early = try #require(names.firstIndex(of: "update A")) + 1
        #expect(names[early] == "clock")
        #expect(cell.result.counterexample?.generality == Generality(loose: [early], anyValues: true))
    }

    // No single change of B can go: each of the first two is needed by the next, and the last keeps B behind A in the line.
    @Test("A record that only keeps its place in the line is left out as a whole")
    func needlessRecord() async throws {
        let scenario = try #require(Catalogue.scenario(named: "in-order"))
        let cell = try await shrunk("tombstone-without-version", in: scenario, seed: 1)
        let file = try #require(cell.failure?.file)
        #expect(file.changes == [.create(0), .delete(0), .recreate(0)], "\(file.choices)")
        #expect(file.choices.count == 11)
    }

    // Found first behind an update that was written and acknowledged, of which no part can go alone.
    @Test("Where fewer changes fail as well, in a shorter schedule, that one is shown")
    func smallerWorkload() async throws {
        let scenario = try #require(Catalogue.scenario(named: "delete-race"))
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "../../Examples/Gallery/jdbc-upsert")
        let strategy = try StrategyUnderTest.load(folder: folder.standardizedFileURL.path).strategy
        let cell = try await TestServer.cell(strategy, in: scenario, VerificationSettings())
        let file = try #require(cell.failure?.file)
        #expect(file.changes == [.create(0), .delete(0)], "\(file.choices)")
        #expect(file.choices.count == 7)
    }

    @Test("A failure that some records alone bring about says so")
    func valuesMatter() async throws {
        let upsert = try TestStrategies.guardedUpsert
        let weak = upsert.replacing(
            "where stripe",
            with:
                "where stripe.subscriptions.updated_idx % 2 = 0 or stripe"
        )
        #expect(weak != upsert)
        let strategy = try TestStrategies.make(["upsert.sql": weak])
        let found = try await TestServer.run { [race = try race()] server in
            for seed in 1...8 as ClosedRange<UInt64> {
                var settings = VerificationSettings()
                settings.seed = seed
                let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
                defer { verifier.close() }
                var cells: [CellOutcome] = []
                try await verifier.verify(strategy, scenarios: [race], cellsLeft: 1) { cells.append($0) }
                guard let example = cells.first?.result.counterexample else { continue }
                return example.generality?.anyValues
            }
            return nil
        }
        #expect(found == false)
    }

    @Test("Of a batch that holds several versions of a record, the step names the one that is written")
    func versionsOfOneBatch() async throws {
        let scenario = try #require(Catalogue.scenario(named: "batch-duplicates"))
        let cell = try await shrunk("naive-upsert", in: scenario, seed: 1)
        let failure = try #require(cell.failure)
        let last = try #require(failure.steps.last)
        let row = try #require(last.notes.last { $0.kind == .row })
        #expect(last.detail.subjects == row.versions)
    }

    @Test("A replayed file fails at the same step with the same history, from its bytes, in another database")
    func replays() async throws {
        let race = try race()
        let cell = try await shrunk("naive-upsert", in: race, seed: 1)
        let file = try JSONDecoder().decode(FailureFile.self, from: try #require(cell.failure?.file).encoded())
        let outcomes = try await TestServer.run { server in
            let verifier = try await Verifier(
                server: server.access, loop: server.loop, settings: VerificationSettings())
            defer { verifier.close() }
            var outcomes: [ReplayOutcome] = []
            for _ in 0..<10 {
                let strategy = try BuiltInStrategies.load(file.strategy).strategy
                outcomes.append(
                    try await verifier.replay(file, strategy: strategy, scenario: race, consumer: .fenced))
            }
            return outcomes
        }
        for outcome in outcomes {
            #expect(outcome.violation == file.violation)
            #expect(outcome.isIdentical)
            #expect(outcome.steps.fingerprint == file.history)
            #expect(outcome.obstacle == nil)
        }
    }

    @Test("A failure that does not happen again on a fresh clone of the database is no verdict")
    func notReproducible() async throws {
        // Its own name tells a database from a clone that is made later: in the first one nothing is written.
        let strategy = try TestStrategies.make([
            "schema.sql": """
            create schema stripe;
            create table stripe.subscriptions (id text primary key, updated_idx bigint);

            """,
            "upsert.sql": """
            insert into stripe.subscriptions select :'id', :'updated_idx' where current_database() not like '%\\_w2';

            """,
        ])
        let scenario = try #require(Catalogue.scenario(named: "in-order"))
        var settings = VerificationSettings()
        (settings.records, settings.changes) = (1, 1)
        let cell = try await TestServer.cell(strategy, in: scenario, settings)
        #expect(cell.result.verdict == .inconclusive)
        #expect(cell.failure?.file.violation == nil)
        #expect(cell.result.because?.contains("this failure does not replay") == true, "\(cell.result.because ?? "")")
    }

    @Test("A failure that does not happen again is none, even where a part of its schedule fails")
    func partOfAFailure() async throws {
        // B stays only where A is.
        let strategy = try TestStrategies.make([
            "upsert.sql": try TestStrategies.naiveUpsert + """

                delete from stripe.subscriptions
                    where id = 'B' and not exists (select from stripe.subscriptions where id = 'A');

                """
        ])
        let calm = Scenario("calm", "none", bounds: Bounds(workers: 1, records: 2, changes: 2), hazard: .delivery)
        let apply: [Move] = ["worker 1: upsert.sql", "worker 1: upsert.sql"]
        let (violation, control, pursued) = try await TestServer.run { server in
            try await server.withWorld(strategy, calm) { world in
                let all = world.plan.changes
                world.plan.changes = [.create(1)]
                let without = try await world.run(["create B", "worker 1: receive B"] + apply)
                world.plan.changes = all
                // The failure of a world in which something that was left there hid A.
                var failure = try await world.run(
                    ["create A", "create B", "worker 1: receive A"] + apply + [
                        "worker 1: ack A", "worker 1: receive B",
                    ]
                        + apply)
                let control = failure.violation
                failure.violation = without.violation
                let pursuit = FailurePursuit(plan: world.plan, home: WorldHome(world.sessions))
                return (without.violation, control, try await pursuit.pursue(failure))
            }
        }
        #expect(control == nil)
        #expect(violation?.property == .monotonicVersions)
        guard case .lost = pursued else {
            Issue.record("a part of it was taken for the whole")
            return
        }
    }

    @Test("A file replayed with a strategy that has been mended no longer fails, or says where it cannot go on")
    func mended() async throws {
        let race = try race()
        let file = try #require(try await shrunk("naive-upsert", in: race, seed: 1).failure?.file)
        let upsert = try TestStrategies.guardedUpsert
        // At its old place in the file, so that its choices keep their names.
        let sameNames = try TestStrategies.make(["upsert.sql": "\n\n\n\n" + upsert.droppingLeadingComments])
        let otherNames = try TestStrategies.make(["upsert.sql": upsert])
        let (same, other) = try await TestServer.run { server in
            let verifier = try await Verifier(
                server: server.access, loop: server.loop, settings: VerificationSettings())
            defer { verifier.close() }
            return (
                try await verifier.replay(file, strategy: sameNames, scenario: race, consumer: .fenced),
                try await verifier.replay(file, strategy: otherNames, scenario: race, consumer: .fenced)
            )
        }
        #expect(same.violation == nil)
        #expect(same.obstacle == nil)
        #expect(!same.isIdentical)
        let obstacle = try #require(other.obstacleChoice)
        #expect(obstacle.action == .statement)
        #expect(other.obstacle == file.choices.firstIndex(of: obstacle).map { $0 + 1 })
        #expect(!other.isIdentical)
    }
}

extension String {
    /// A script without the comment lines that it begins with.
    fileprivate var droppingLeadingComments: String {
        split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("--") }.joined(separator: "\n")
    }
}
