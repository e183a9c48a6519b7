import FakeSequin
import Sequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Bugs put in on purpose: each breaks one property, and that property is named, at the step where it broke.
@Suite(.ownTime) struct PlantedBugTests {
    /// Two records, created and updated; two workers; nothing expires.
    private static let calm = Scenario(
        "planted", "none", bounds: Bounds(workers: 2, records: 2, changes: 4), hazard: .delivery)
    private static let applyA: [Move] = [
        "create A", "create B", "worker 1: receive A", "worker 1: upsert.sql", "worker 1: ack A",
    ]
    private static let applyB: [Move] = ["worker 1: receive B", "worker 1: upsert.sql", "worker 1: ack B"]

    private func finding(
        _ moves: [Move], _ files: [String: String] = [:], in scenario: Scenario = calm
    ) async throws -> String? {
        let strategy = try TestStrategies.make(files)
        return try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { try await $0.run(moves).finding }
        }
    }

    /// What is found without any moves, with each of these seeds in turn, in one world.
    private func findings(
        _ files: [String: String], in scenario: Scenario, seeds: ClosedRange<UInt64>, upTo limit: Int = .max
    ) async throws -> [String] {
        let strategy = try TestStrategies.make(files)
        return try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { world in
                var findings: [String] = []
                for seed in seeds where findings.count < limit {
                    world.plan.seed = seed
                    findings += [try await world.run().finding].compactMap { $0 }
                }
                return findings
            }
        }
    }

    @Test("Without a bug, nothing is found")
    func control() async throws {
        #expect(try await finding(Self.applyA + Self.applyB) == nil)
        #expect(try await finding([]) == nil)
    }

    @Test("A consumer that drops a message breaks convergence")
    func droppedMessage() async throws {
        let drop = Move.meddle { run in
            let first = run.consumer.deliverable(at: .zero, limit: 1)
            let out = run.consumer.handOut(first, at: .zero, besides: [], ledger: run.ledger)
            let ack = CallInFlight(out.map(\.ackID), by: run.crew.workers[0], isNack: false)
            _ = run.consumer.acknowledge(ack, at: .zero)
        }
        let found = try await finding(["create A", "create B", "update A", "update B", drop])
        #expect(
            found?.withoutStep
                == "A, convergence: at the end upstream has A\u{2032} (version 14), "
                + "and stripe.subscriptions has no such row")
    }

    @Test("A syncer that acks before it writes breaks acked-is-durable, at the ack")
    func earlyAck() async throws {
        let early = ["strategy.yml": "ack: before-apply\n"]
        let found = try await finding(["create A", "worker 1: receive A", "worker 1: ack A"], early)
        #expect(
            found == "step 3, A, acked-is-durable: the consumer accepted worker 1's ack of A (version 9), "
                + "and the committed row is not there")
    }

    @Test("A row set back behind its back breaks monotonic-versions, at the next step that looks")
    func rowSetBack() async throws {
        let meddle = Move.behindItsBack("update stripe.subscriptions set updated_idx = 8 where id = 'A'")
        let found = try await finding(Self.applyA + [meddle] + Self.applyB)
        #expect(
            found == "step 7, A, monotonic-versions: worker 1 had applied A (version 9) at step 4, "
                + "and after worker 1: upsert.sql:6 (B) the row is at A@8 (version 8)")
    }

    @Test("A version made null behind its back breaks monotonic-versions")
    func versionMadeNull() async throws {
        let meddle = Move.behindItsBack("update stripe.subscriptions set updated_idx = null where id = 'A'")
        let found = try await finding(Self.applyA + [meddle] + Self.applyB)
        #expect(
            found == "step 7, A, monotonic-versions: worker 1 had applied A (version 9) at step 4, "
                + "and after worker 1: upsert.sql:6 (B) the row is at a version that is null")
    }

    @Test("A row lost behind its back breaks monotonic-versions while others work, convergence at the end")
    func lostRow() async throws {
        let meddle = Move.behindItsBack("delete from stripe.subscriptions where id = 'A'")
        let found = try await finding(Self.applyA + [meddle] + Self.applyB)
        #expect(
            found == "step 7, A, monotonic-versions: worker 1 had applied A (version 9) at step 4, "
                + "and after worker 1: upsert.sql:6 (B) the row is not there")
        let all = Self.applyA + Self.applyB + ["update A", "update B"] + Self.applyUpdates
        let last = try await finding(all + [meddle])
        #expect(
            last == "step 16, A, convergence: at the end upstream has A\u{2032} (version 14), "
                + "and stripe.subscriptions has no such row")
    }

    private static let applyUpdates: [Move] = [
        "worker 1: receive A", "worker 1: upsert.sql", "worker 1: ack A", "worker 1: receive B",
        "worker 1: upsert.sql",
    ]

    @Test("A row that upstream never had breaks convergence")
    func phantomRow() async throws {
        let meddle = Move.behindItsBack("insert into stripe.subscriptions (id, updated_idx) values ('ghost', 99)")
        let found = try await finding([meddle])
        #expect(
            found?.withoutStep
                == "table, convergence: at the end stripe.subscriptions holds a row ghost that upstream never had")
    }

    @Test("A value changed behind its back breaks convergence, and the column is named")
    func valueChanged() async throws {
        let all = Self.applyA + Self.applyB + ["update A", "update B"] + Self.applyUpdates
        let meddle = Move.behindItsBack("update stripe.subscriptions set quantity = 77 where id = 'B'")
        let found = try await finding(all + [meddle])
        #expect(
            found == "step 16, B, convergence: at the end column quantity of B\u{2032} (version 16) is '77', "
                + "and upstream has '2'")
    }

    @Test(
        "An upsert that writes one wrong column breaks convergence, and the column is named",
        arguments: [
            ("plan_id = excluded.plan_id", "plan_id = excluded.stripe_customer_id", "plan_id"),
            ("deleted = excluded.deleted", "deleted = true", "deleted"),
            ("quantity = excluded.quantity", "quantity = excluded.quantity + 1", "quantity"),
            ("sync_metadata = excluded.sync_metadata", "sync_metadata = '{}'", "sync_metadata"),
            (
                "upstream_updated_at = excluded.upstream_updated_at",
                "upstream_updated_at = excluded.upstream_created_at", "upstream_updated_at"
            ),
        ])
    func wrongColumn(right: String, wrong: String, column: String) async throws {
        let upsert = try TestStrategies.naiveUpsert.replacing("    \(right)", with: "    \(wrong)")
        let found = try #require(try await finding(Self.applyA + Self.applyB, ["upsert.sql": upsert]))
        #expect(
            found.withoutStep.hasPrefix(
                "A, convergence: at the end column \(column) of A\u{2032} (version 14) is "), "\(found)")
    }

    @Test("A column that an upsert forgets breaks convergence")
    func forgottenColumn() async throws {
        let upsert = try TestStrategies.naiveUpsert.replacing("    plan_id = excluded.plan_id,\n", with: "")
        let found = try await finding(Self.applyA, ["upsert.sql": upsert])
        #expect(
            found?.withoutStep == "A, convergence: at the end column plan_id of A\u{2032} (version 14) is 'plan_1', "
                + "and upstream has 'plan_2'")
    }

    @Test("An empty text where upstream has null breaks convergence, though it looks the same in a report")
    func emptyForNull() async throws {
        let upsert = try TestStrategies.naiveUpsert.replacing(":'plan_id'", with: "coalesce(:'plan_id', '')")
        let inOrder = try #require(Catalogue.scenario(named: "in-order"))
        // Whether a record's last version has a null there depends on the seed.
        let findings = try await findings(["upsert.sql": upsert], in: inOrder, seeds: 1...12)
        #expect(!findings.isEmpty)
        for found in findings {
            #expect(found.contains("convergence: at the end column plan_id of "))
            #expect(found.hasSuffix("is '', and upstream has null"))
        }
    }

    @Test("A letter that is stored composed where upstream has it in two parts breaks convergence")
    func normalized() async throws {
        let upsert = try TestStrategies.naiveUpsert.replacing(":'plan_id'", with: "normalize(:'plan_id', nfc)")
        let inOrder = try #require(Catalogue.scenario(named: "in-order"))
        // Whether a record's last version has such a letter there depends on the seed.
        let findings = try await findings(["upsert.sql": upsert], in: inOrder, seeds: 1...40, upTo: 1)
        #expect(findings.first?.contains("convergence: at the end column plan_id of ") == true)
    }

    @Test("A script that does nothing breaks monotonic-versions, at its statement")
    func nothingWritten() async throws {
        let found = try await finding(
            ["create A", "worker 1: receive A", "worker 1: upsert.sql"], ["upsert.sql": "select :'id';\n"])
        #expect(
            found == "step 3, A, monotonic-versions: worker 1 had applied A (version 9) at step 3, "
                + "and after worker 1: upsert.sql:1 (A) the row is not there")
    }

    @Test("A stale write after a hard deletion breaks no-resurrection, at that write")
    func resurrection() async throws {
        let race = try #require(Catalogue.scenario(named: "delete-race"))
        let found = try await finding(
            [
                "create A", "worker 1: receive A", "update A", "delete A", "clock", "worker 2: receive A",
                "worker 2: delete.sql", "worker 1: upsert.sql",
            ],
            ["delete.sql": "delete from stripe.subscriptions where id = :'id';\n"], in: race)
        #expect(
            found == "step 8, A, no-resurrection: worker 2 had applied the deletion A\u{2033} (version 14) at step 7, "
                + "and after worker 1: upsert.sql:6 (A) the row is there again, at A (version 9)")
    }

    @Test(
        "A strategy that always fails breaks liveness, and the server's own error says why",
        arguments: ["nack", "leave"])
    func alwaysFails(onError: String) async throws {
        let found = try #require(
            try await finding(
                [],
                ["upsert.sql": "select 1 / (:'deleted'::boolean)::int;\n", "strategy.yml": "on_error: \(onError)\n"]))
        #expect(found.contains(", A, liveness: faults have stopped, and after "), "\(found)")
        #expect(
            found.hasSuffix(
                " is still not acknowledged, refused 5 times in a row; its last failure was 22012 division by zero"),
            "\(found)")
    }

    @Test("A syncer that gives up what fails breaks acked-is-durable")
    func givesUp() async throws {
        let found = try await finding([], ["upsert.sql": "select 1 / 0;\n", "strategy.yml": "on_error: ack\n"])
        #expect(
            found?.withoutStep
                == "A, acked-is-durable: the consumer accepted worker 1's ack of A (version 9), "
                + "and the committed row is not there")
    }

    @Test("A lock that is never released breaks liveness or convergence, and the run ends")
    func lockForEver() async throws {
        let found = try await finding(
            [], ["upsert.sql": try TestStrategies.guardedUpsert + "\nselect pg_advisory_lock(1);\n"])
        #expect(found?.contains("liveness") == true, "\(found ?? "nothing")")
    }
}

extension String {
    /// A finding without its step, where that depends on how many choices the fair phase took.
    fileprivate var withoutStep: String {
        split(separator: " ", maxSplits: 2).last.map(String.init) ?? self
    }
}
