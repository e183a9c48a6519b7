import FakeSequin
import Sequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What scripts see of a delivery besides its record, and what that means for exploring.
@Suite(.ownTime) struct DeliveryVariablesTests {
    private static let schema = """
        create table contacts (id text primary key, updated_idx bigint not null, deleted boolean not null);
        create table log (ack_id text, deliver_count integer, message_id text, id text, version bigint);
        """

    private static func strategy(_ names: String) throws -> Strategy {
        let values = names.split(separator: " ").map { ":'\($0)'" }.joined(separator: ", ")
        return try TestStrategies.make([
            "schema.sql": schema,
            "upsert.sql": """
            with logged as (
                insert into log (\(names.replacing(" ", with: ", ")), id, version) values (\(values), :'id', :'updated_idx')
            )
            insert into contacts as stored (id, updated_idx, deleted) values (:'id', :'updated_idx', :'deleted')
            on conflict (id) do update set updated_idx = excluded.updated_idx, deleted = excluded.deleted
            where stored.updated_idx <= excluded.updated_idx;
            """,
            "strategy.yml": "collection: crm:contact\ntable: contacts\nfields: {email: text?}\n",
        ])
    }

    @Test(
        "Each kind of consumer says what it knows: an ack id, a count, a message",
        arguments: [
            (ConsumerKind.fenced, [["d1", "1", nil, "A", "9"], ["d2", "2", nil, "A", "9"]]),
            (.sequinStreams, [["s1", "1", nil, "A", "9"], ["s1", "2", nil, "A", "9"]]),
            (.sequinSinks, [["m1", "1", "A@9", "A", "9"], ["m1", "2", "A@9", "A", "9"]]),
            (.queue, [["r1", "1", "A@9", "A", "9"], ["r2", "2", "A@9", "A", "9"]]),
            (.fifo, [["r1", "1", "A@9", "A", "9"], ["r2", "2", "A@9", "A", "9"]]),
            (.webhook, [["a1", "1", "A@9", "A", "9"], ["a2", "2", "A@9", "A", "9"]]),
            (.log, [["o1", "1", "0/0", "A", "9"], ["o2", "1", "0/0", "A", "9"]]),
        ])
    func facts(kind: ConsumerKind, rows: [[String?]]) async throws {
        let strategy = try Self.strategy("ack_id deliver_count message_id")
        let scenario = Scenario(
            "twice", "none", bounds: Bounds(workers: 1, records: 1, changes: 1, clock: 1, faults: 1),
            expiry: .onceHolderHasGone, faults: [.crash], hazard: .delivery)
        var settings = VerificationSettings()
        settings.consumer = kind
        let seen = try await TestServer.run { [settings] server in
            try await server.withWorld(strategy, scenario, settings: settings) { world in
                let outcome = try await world.run(
                    "create A", "worker 1: receive A", "worker 1: upsert.sql", "worker 1: crash", "clock",
                    "worker 1: receive A")
                #expect(outcome.violation == nil)
                return try await world.read("select * from log order by deliver_count, ack_id")
            }
        }
        #expect(seen == rows)
    }

    @Test(
        "Where scripts read what counts deliveries, no two states are taken for the same",
        arguments: [("ack_id", true), ("deliver_count", true), ("ack_id message_id", true), ("message_id", false)])
    func states(names: String, isHidden: Bool) async throws {
        let strategy = try Self.strategy(names)
        let seen = try await TestServer.run { server in
            try await server.withWorld(strategy, Catalogue.scenarios[0]) { $0.plan.footprints.hasHiddenState }
        }
        #expect(seen == isHidden)
    }
}
