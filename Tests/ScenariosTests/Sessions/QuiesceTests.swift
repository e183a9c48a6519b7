import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Which sessions wait, wake, and lose a deadlock: what a schedule says, every time.
@Suite(.ownTime) struct QuiesceTests {
    private static let repetitions = isNightly ? 50 : 10

    /// Four workers, four records; A is deleted before any worker receives it, so that A's delivery runs delete.sql.
    private static let four = Scenario(
        "four", "none", bounds: Bounds(workers: 4, records: 4, changes: 5), hazard: .delivery)
    private static let changes: [Change] = [.create(0), .delete(0), .create(1), .create(2), .create(3)]
    private static let received: [Move] = [
        "create A", "delete A", "create B", "create C", "create D", "worker 1: receive A", "worker 2: receive B",
        "worker 3: receive C", "worker 4: receive D",
    ]
    private static let gate = """

        create table stripe.gate (id integer primary key, log text not null);

        """

    /// Runs the same moves again and again, and reads something after each run.
    private func repeatedly(
        _ moves: [Move], _ files: [String: String], changes: [Change] = changes, reading sql: String
    ) async throws -> [(outcome: RunOutcome, read: String)] {
        let strategy = try TestStrategies.make(files)
        return try await TestServer.run { server in
            try await server.withWorld(strategy, Self.four) { world in
                world.plan.changes = changes
                var results: [(outcome: RunOutcome, read: String)] = []
                for _ in 0..<Self.repetitions {
                    let outcome = try await world.run(moves)
                    results.append((outcome, "\(try await world.read(sql).map { $0.map { $0 ?? "null" } })"))
                }
                return results
            }
        }
    }

    @Test("Three sessions that wait for one row go on in the order in which they came, when its holder commits")
    func firstInFirstOut() async throws {
        let files = [
            "schema.sql": try TestStrategies.guideSchema + Self.gate + "insert into stripe.gate values (1, '');\n",
            "delete.sql": """
            begin;
            update stripe.gate set log = log || 'A' where id = 1;
            delete from stripe.subscriptions where id = :'id';
            commit;

            """,
            "upsert.sql": "update stripe.gate set log = log || :'id' where id = 1;\n"
                + (try TestStrategies.guardedUpsert),
        ]
        let results = try await repeatedly(
            Self.received + [
                "worker 1: delete.sql:1", "worker 1: delete.sql:2", "worker 3: upsert.sql:1", "worker 4: upsert.sql:1",
                "worker 2: upsert.sql:1", "worker 1: delete.sql:3", "worker 1: delete.sql:4",
            ], files, reading: "select log from stripe.gate")
        #expect(Set(results.map(\.read)) == ["[[\"ACDB\"]]"])
        #expect(Set(results.map(\.outcome.steps.fingerprint)).count == 1)
        let outcome = results[0].outcome
        #expect(outcome.violation == nil)
        #expect(outcome.mostWaiters == 3)
        #expect(outcome.log.filter { $0.hasPrefix("blocked") } == ["blocked 3", "blocked 4", "blocked 2"])
        let commit = try #require(outcome.steps.first { "\($0.choice)".hasPrefix("worker 1: delete.sql:4") })
        let woken = commit.notes.filter { $0.kind == .woke }.map(\.worker)
        #expect(woken == [3, 4, 2], "they wake within the step that frees the row")
    }

    @Test("A session that says once more that it waits, being disturbed, does not wait again")
    func disturbed() async throws {
        let strategy = try TestStrategies.make([
            "schema.sql": try TestStrategies.guideSchema + Self.gate + "insert into stripe.gate values (1, '');\n",
            // A session that waits gets a signal, which it answers, and waits on.
            "delete.sql": """
            begin;
            update stripe.gate set log = log || 'A' where id = 1;
            select pg_log_backend_memory_contexts(pid), pg_sleep(0.1) from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock';
            commit;

            """,
            "upsert.sql": "update stripe.gate set log = log || :'id' where id = 1;\n"
                + (try TestStrategies.guardedUpsert),
        ])
        let outcome = try await TestServer.run { server in
            // On a server of ours it would be stopped.
            try await server.withForeignWorld(strategy, Self.four) { world in
                world.plan.changes = Self.changes
                return try await world.run(
                    Self.received + [
                        "worker 1: delete.sql:1", "worker 1: delete.sql:2", "worker 2: upsert.sql:1",
                        "worker 1: delete.sql:3", "worker 1: delete.sql:5",
                    ])
            }
        }
        #expect(outcome.log.filter { $0.hasPrefix("blocked") } == ["blocked 2"])
        #expect(outcome.waits == 1)
    }

    @Test("Three sessions that wait for one inserted row, on conflict, go on in the order in which they came")
    func onConflict() async throws {
        let claim =
            "insert into stripe.gate values (1, :'id') on conflict (id) "
            + "do update set log = stripe.gate.log || excluded.log;\n"
        let files = [
            "schema.sql": try TestStrategies.guideSchema + Self.gate,
            "delete.sql": "begin;\n\(claim)delete from stripe.subscriptions where id = :'id';\ncommit;\n",
            "upsert.sql": claim + (try TestStrategies.guardedUpsert),
        ]
        let results = try await repeatedly(
            Self.received + [
                "worker 1: delete.sql:1", "worker 1: delete.sql:2", "worker 4: upsert.sql:1", "worker 2: upsert.sql:1",
                "worker 3: upsert.sql:1", "worker 1: delete.sql:3", "worker 1: delete.sql:4",
            ], files, reading: "select log from stripe.gate")
        #expect(Set(results.map(\.read)) == ["[[\"ADBC\"]]"])
        #expect(Set(results.map(\.outcome.steps.fingerprint)).count == 1)
        #expect(results[0].outcome.violation == nil)
        #expect(results[0].outcome.mostWaiters == 3)
    }

    // A owns gate 1 and wants 2, B owns 2 and wants 3, C owns 3 and wants 1.
    private func circleFiles() throws -> [String: String] {
        [
            "schema.sql": try TestStrategies.guideSchema + """

                create table stripe.gate (id integer primary key, owner text, wanted_by text);
                insert into stripe.gate values (1, 'A', 'C'), (2, 'B', 'A'), (3, 'C', 'B');

                """,
            "upsert.sql": """
            begin;
            select id from stripe.gate where owner = :'id' for update;
            select id from stripe.gate where wanted_by = :'id' for update;
            \(try TestStrategies.naiveUpsert)
            commit;

            """,
        ]
    }

    @Test(
        "The session that closes a circle is the deadlock's victim",
        arguments: [[1, 2, 3], [2, 3, 1], [3, 1, 2], [2, 1, 3]])
    func victim(order: [Int]) async throws {
        let moves: [Move] =
            ["create A", "create B", "create C", "worker 1: receive A", "worker 2: receive B", "worker 3: receive C"]
            + [1, 2, 3].flatMap { [.choose("worker \($0): upsert.sql:1"), .choose("worker \($0): upsert.sql:2")] }
            + order.map { .choose("worker \($0): upsert.sql:3") }
        let results = try await repeatedly(
            moves, try circleFiles(), changes: [.create(0), .create(1), .create(2)],
            reading: "select count(*) from stripe.subscriptions")
        for result in results {
            let failures = result.outcome.log.filter { $0.hasPrefix("failed") }
            #expect(failures == ["failed \(order[2]) 40P01 deadlock detected"])
        }
        #expect(Set(results.map(\.outcome.steps.fingerprint)).count == 1)
        #expect(Set(results.map(\.read)) == ["[[\"3\"]]"], "the victim tries again")
        #expect(results[0].outcome.violation == nil)
    }
}
