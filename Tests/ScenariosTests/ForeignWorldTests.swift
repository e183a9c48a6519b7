import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What is different on a server that is not ours: no session is stopped there, so only one may wait for a record.
@Suite(.ownTime) struct ForeignWorldTests {
    private static let race = Scenario(
        "race", "none", bounds: Bounds(workers: 3, records: 1, changes: 3, clock: 2), expiry: .anyTime,
        hazard: .redelivery)

    @Test(
        "A session that keeps another waiting goes on, so that no wait is for ever",
        arguments: ["select-for-update", "version-ledger"])
    func holdersGoOn(name: String) async throws {
        let strategy = try BuiltInStrategies.load(name).strategy
        try await TestServer.run { server in
            try await server.withForeignWorld(strategy, Self.race) { world in
                var (waits, withheld) = (0, 0)
                for schedule in 0..<(isNightly ? 60 : 30) {
                    let outcome = try await world.run(seed: 1, schedule: schedule, isRecording: true)
                    #expect(outcome.finding == nil)
                    #expect(outcome.mostWaiters < 2)
                    waits += outcome.waits
                    if outcome.withheldChoice { withheld += 1 }
                }
                #expect(waits > 0, "nothing was tested")
                #expect(withheld > 0, "a third worker had to wait, and it is said")
            }
        }
    }

    /// The first cell of a strategy on the test's server, as if that were another party's.
    private func result(
        _ strategy: Strategy, _ scenario: Scenario, isSuperuser: Bool = true, _ settings: VerificationSettings
    ) async throws -> CellResult? {
        try await TestServer.run { server in
            let access = ServerAccess.url(
                try server.access.maintenanceTarget(), version: "15", isSuperuser: isSuperuser,
                runID: ServerAccess.runID(8))
            let verifier = try await Verifier(server: access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var results: [CellResult] = []
            try await verifier.verify(strategy, scenarios: [scenario], cellsLeft: 1) { results.append($0.result) }
            return results.first
        }
    }

    @Test(
        "What pauses inside a statement is skipped, with the reason and the remedy",
        arguments: [Catalogue.overlappingStatements, Catalogue.batchDeadlock, Catalogue.everything])
    func pausesAreSkipped(scenario: Scenario) async throws {
        let result = try await result(
            try BuiltInStrategies.load("guarded-upsert").strategy, scenario, VerificationSettings())
        #expect(result?.verdict == .skipped)
        #expect(result?.because?.contains("leave --database-url out") == true)
        #expect(result?.schedules == 0)
    }

    /// Locks two rows, and which of them first depends on the version.
    private static let crossing = [
        "schema.sql": """
        create table locks (k int primary key, n int);
        insert into locks values (1, 0), (2, 0);
        create table subscriptions (id text primary key, updated_idx bigint, deleted boolean);
        """,
        "upsert.sql": """
        begin;
        update locks set n = n + 1 where k = 1 + :'updated_idx'::bigint % 2;
        update locks set n = n + 1 where k = 2 - :'updated_idx'::bigint % 2;
        insert into subscriptions values (:'id', :'updated_idx', :'deleted')
        on conflict (id) do update set updated_idx = excluded.updated_idx, deleted = excluded.deleted
        where subscriptions.updated_idx <= excluded.updated_idx;
        commit;
        """,
        "strategy.yml": "table: subscriptions\ndeletes: soft\nfields: {}\n",
    ]

    @Test(
        "A deadlock whose victim would be chance ends the cell, which says so; a superuser's is judged",
        arguments: [[:], ["session.sql": "set deadlock_timeout = '1s'; set client_min_messages = error"]])
    func chanceOfDeadlock(session: [String: String]) async throws {
        let strategy = try TestStrategies.make(Self.crossing.merging(session) { $1 })
        var settings = VerificationSettings()
        settings.schedules = 60
        let chance = try await result(strategy, Self.race, isSuperuser: false, settings)
        #expect(chance?.verdict == .skipped)
        #expect(chance?.because?.hasPrefix("a deadlock happened") == true, "\(chance?.because ?? "no reason")")
        guard session.isEmpty else { return }
        let judged = try await result(strategy, Self.race, settings)
        #expect(judged?.verdict == .sampled, "\(judged?.because ?? "no reason")")
    }
}
