import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What upstream's deletions are like: whether there are any, and what their payloads have.
@Suite(.ownTime) struct DeletionTests {
    /// The scenarios that delete records, where a strategy's records are deleted at all.
    private static let deleting = Catalogue.scenarios.filter { scenario in
        guard !scenario.setup.killsServer else { return false }
        return scenario.workload.changes(within: scenario.bounds).contains { $0.kind == .delete }
    }

    private static let contacts = """
        create table contacts (id text primary key, email text, updated_idx bigint not null, deleted boolean not null);
        """
    private static let upsert = """
        insert into contacts as stored (id, email, updated_idx, deleted)
        values (:'id', :'email', :'updated_idx', :'deleted')
        on conflict (id) do update set
            email = excluded.email, updated_idx = excluded.updated_idx, deleted = excluded.deleted
        where stored.updated_idx <= excluded.updated_idx;
        """
    private static let upsertWithoutDeletions = """
        insert into contacts as stored (id, email, updated_idx) values (:'id', :'email', :'updated_idx')
        on conflict (id) do update set email = excluded.email, updated_idx = excluded.updated_idx
        where stored.updated_idx <= excluded.updated_idx;
        """
    private static let marking = """
        insert into contacts as stored (id, updated_idx, deleted) values (:'id', :'updated_idx', true)
        on conflict (id) do update set updated_idx = excluded.updated_idx, deleted = true
        where stored.updated_idx <= excluded.updated_idx;
        """
    private static let settings = "collection: crm:contact\ntable: contacts\nfields: {email: text?}\n"

    @Test("With 'deletes: never' a table that knows no deletions holds wherever deletions are not the point")
    func never() async throws {
        // It has neither a column for deletions nor a script.
        let strategy = try TestStrategies.make([
            "schema.sql": "create table contacts (id text primary key, email text, updated_idx bigint not null);",
            "upsert.sql": Self.upsertWithoutDeletions,
            "strategy.yml": Self.settings + "deletes: never\n",
        ])
        let results = try await TestServer.verify(strategy, in: Self.deleting)
        #expect(results.count == Self.deleting.count)
        #expect(Self.deleting.count >= 8)
        for result in results {
            if ["delete-race", "recreate-race"].contains(result.scenario) {
                #expect(result.verdict == .skipped, "\(result.scenario)")
                #expect(result.because == "with 'deletes: never' upstream deletes nothing")
            } else if result.scenario == Catalogue.terminatedWorker.name {
                #expect(result.verdict == .skipped, "it is about programs")
            } else {
                #expect(result.verdict != .violated, "\(result.scenario): \(result.because ?? "")")
                #expect(result.hazards > 0 || result.verdict == .inconclusive, "\(result.scenario)")
            }
        }
        #expect(results.count { $0.verdict == .sampled } >= 6)
    }

    @Test("With 'deletes: never' a guard that is missing is found all the same")
    func neverHidesNothing() async throws {
        let strategy = try TestStrategies.make([
            "upsert.sql": TestStrategies.naiveUpsert, "strategy.yml": "deletes: never",
        ])
        let result = try await TestServer.verify(strategy, in: "slow-worker")
        #expect(result.verdict == .violated)
    }

    @Test("A delete.sql that writes what a key-only deletion has holds under 'deletion: key'")
    func key() async throws {
        let strategy = try TestStrategies.make([
            "schema.sql": Self.contacts, "upsert.sql": Self.upsert, "delete.sql": Self.marking,
            "strategy.yml": Self.settings + "deletes: soft\ndeletion: key\n",
        ])
        for result in try await TestServer.verify(strategy, in: Self.deleting) {
            #expect(result.verdict != .violated, "\(result.scenario): \(result.because ?? "")")
        }
    }

    @Test("A deletion that is not recorded, or taken back, is found under 'deletion: key'")
    func keyHidesNothing() async throws {
        let strategy = try TestStrategies.make([
            "schema.sql": Self.contacts, "upsert.sql": Self.upsert,
            "delete.sql":
                "update contacts set updated_idx = :'updated_idx' where id = :'id' and updated_idx <= :'updated_idx';",
            "strategy.yml": Self.settings + "deletes: soft\ndeletion: key\n",
        ])
        let result = try await TestServer.verify(strategy, in: "delete-race")
        #expect(result.verdict == .violated)
        #expect(result.because?.contains("column deleted of") == true, "\(result.because ?? "")")
    }

    @Test("With whole payloads the same delete.sql leaves out what it was given")
    func whole() async throws {
        let strategy = try TestStrategies.make([
            "schema.sql": Self.contacts, "upsert.sql": Self.upsert, "delete.sql": Self.marking,
            "strategy.yml": Self.settings + "deletes: soft\n",
        ])
        let result = try await TestServer.verify(strategy, in: "delete-race")
        #expect(result.verdict == .violated)
        #expect(result.because?.contains("column email of") == true, "\(result.because ?? "")")
    }
}
