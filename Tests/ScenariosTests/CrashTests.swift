import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What a dead worker leaves behind on the server.
@Suite(.ownTime) struct CrashTests {
    private static let crashes = Scenario(
        "crashes", "none", bounds: Bounds(workers: 2, records: 2, changes: 3, clock: 2, faults: 1),
        expiry: .onceHolderHasGone, faults: [.crash], hazard: .crashWhileHolding)

    private func run(_ moves: [Move], _ files: [String: String], changes: [Change]) async throws -> RunOutcome {
        let strategy = try TestStrategies.make(files)
        return try await TestServer.run { server in
            try await server.withWorld(strategy, Self.crashes) { world in
                world.plan.changes = changes
                let first = try await world.run(moves)
                let second = try await world.run(moves)
                #expect(first.steps.fingerprint == second.steps.fingerprint)
                return first
            }
        }
    }

    private func notes(of step: String, in outcome: RunOutcome) -> [String] {
        outcome.steps.first { "\($0.choice)".hasPrefix(step) }?.notes.map { note in
            let parts = [note.kind.rawValue, note.worker.map(String.init)].compactMap { $0 }
            return (parts + note.versions.map(\.description)).joined(separator: " ")
        } ?? []
    }

    @Test("A blocked statement of a crashed worker goes on, and lands when its lock is free")
    func orphan() async throws {
        // One autocommit statement that waits for the gate before it writes its row.
        let upsert = """
            with gate as (select id from stripe.gate where id = 1 for update)
            insert into stripe.subscriptions (
                id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
                upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
            )
            select
                :'id', :'upstream_id', :'deleted', :'updated_idx', :'sync_id', :'sync_external_id', :'sync_metadata',
                :'upstream_updated_at', :'upstream_created_at', :'stripe_customer_id', :'plan_id', :'quantity'
            from gate
            on conflict (id) do update set updated_idx = excluded.updated_idx
            where stripe.subscriptions.updated_idx <= excluded.updated_idx;

            """
        let outcome = try await run(
            [
                "create A", "delete A", "create B", "worker 1: receive A", "worker 2: receive B",
                "worker 1: delete.sql:1", "worker 1: delete.sql:2", "worker 2: upsert.sql:1", "worker 2: crash",
                "worker 1: delete.sql:3", "worker 1: delete.sql:4",
            ],
            [
                "schema.sql": try TestStrategies.guideSchema
                    + "\ncreate table stripe.gate (id integer primary key);\ninsert into stripe.gate values (1);\n",
                "upsert.sql": upsert,
                "delete.sql": """
                begin;
                select id from stripe.gate where id = 1 for update;
                delete from stripe.subscriptions where id = :'id';
                commit;

                """,
            ], changes: [.create(0), .delete(0), .create(1)])
        #expect(notes(of: "worker 2: upsert.sql:1", in: outcome) == ["blocked 2"])
        #expect(notes(of: "worker 2: crash", in: outcome) == ["crashed 2 B"])
        #expect(
            notes(of: "worker 1: delete.sql:4", in: outcome) == [
                "finished 1", "applied 1 A\u{2032}", "woke", "finished", "orphan-ended B", "row B",
            ])
        #expect(outcome.violation == nil)
        #expect(outcome.hazards == 1)
    }

    @Test("A statement whose worker died while it waited for a lock does not stop at a pause point behind it")
    func orphanBeforeItsGate() async throws {
        let overlapping = Scenario(
            "overlapping", "none", bounds: Bounds(workers: 2, records: 1, changes: 2, clock: 2, faults: 1),
            expiry: .anyTime, faults: [.crash], hazard: .crashWhileHolding
        ) { $0.hasPausePoints = true }
        let strategy = try BuiltInStrategies.load("merge-retried").strategy
        let outcome = try await TestServer.run { server in
            try await server.withWorld(strategy, overlapping) { world in
                try await world.run(
                    "create A", "worker 1: receive A", .choose("worker 1: upsert.sql:1 (A)"), "worker 1: ack A",
                    "update A",
                    "worker 1: receive A", .choose("worker 1: upsert.sql:1 (A), pausing at row 1"), "clock",
                    "worker 2: receive A", .choose("worker 2: upsert.sql:1 (A), pausing at row 1"), "worker 2: crash",
                    "worker 1: goes on")
            }
        }
        #expect(outcome.finding == nil, "\(outcome.finding ?? "")")
        #expect(outcome.steps.flatMap(\.notes).contains { $0.kind == .blocked && $0.worker == 2 })
        #expect(outcome.steps.flatMap(\.notes).contains { $0.kind == .orphanEnded })
    }

    @Test("A crashed worker's open transaction is rolled back, and its locks are free")
    func openTransaction() async throws {
        let outcome = try await run(
            [
                "create A", "worker 1: receive A", "worker 1: upsert.sql:1", "worker 1: upsert.sql:2",
                "worker 1: crash", "clock", "worker 1: receive A", "worker 1: upsert.sql:1", "worker 1: upsert.sql:2",
                "worker 1: commit",
            ].map { $0 == "worker 1: commit" ? Move.choose("worker 1: upsert.sql") : Move.choose($0) },
            ["upsert.sql": "begin;\n" + (try TestStrategies.guardedUpsert.droppingComments) + "commit;\n"],
            changes: [.create(0), .update(0)])
        #expect(notes(of: "worker 1: crash", in: outcome) == ["crashed 1 A", "orphan-ended A"])
        #expect(outcome.count(.blocked) == 0)
        let writes = outcome.steps.enumerated().filter { $0.element.notes.contains { $0.kind == .row } }.map(\.offset)
        #expect(writes.first == 9, "the row is there once the second worker commits, not before")
        #expect(outcome.violation == nil)
    }
}

extension String {
    fileprivate var droppingComments: String {
        split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("--") }.joined(separator: "\n")
    }
}
