import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What a strategy writes besides its record's rows, as triggers of the profile's own see it.
@Suite(.ownTime) struct WriteProfileTests {
    private static let one = Scenario(
        "one", "none", bounds: Bounds(workers: 1, records: 1, changes: 1), hazard: .delivery)

    private static let totals = "create table stripe.totals (name text primary key, latest text);\n"

    /// A trigger on the subscriptions that does something for each row, and counts it.
    private static func trigger(_ statement: String) -> String {
        """
        create function stripe.spill() returns trigger language plpgsql as $$ begin \(statement); return null; end $$;
        create trigger spill after insert or update or delete on stripe.subscriptions
            for each row when (pg_trigger_depth() = 0) execute function stripe.spill();
        """
    }

    private static let cases: [(what: String, schema: String, upsert: String, stays: Bool)] = [
        ("its own row alone", "", "", true),
        (
            "a row of a ledger that bears the record's id", "create table stripe.ledger (n serial, id text);",
            "insert into stripe.ledger (id) values (:'id');", true
        ),
        (
            "a shared row, by a statement", totals,
            "insert into stripe.totals values ('all', 'x') on conflict (name) do update set latest = 'y';", false
        ),
        (
            "a shared row, by a trigger",
            totals + trigger("insert into stripe.totals values ('all') on conflict do nothing"), "", false
        ),
        (
            "rows of other records, by a trigger",
            trigger("update stripe.subscriptions set quantity = quantity where id <> new.id"), "", false
        ),
        (
            "rows of other records, by a function",
            "create function stripe.touch() returns bigint language sql as "
                + "'with t as (update stripe.subscriptions set quantity = quantity returning 1) select count(*) from t';",
            "select stripe.touch();", false
        ),
        (
            "rows that are deleted with another, by a foreign key",
            """
            create table stripe.groups (name text primary key);
            create table stripe.members (name text references stripe.groups on delete cascade);
            insert into stripe.groups values ('all');
            insert into stripe.members values ('all');
            """,
            "delete from stripe.groups where :'id' is not null;", false
        ),
        (
            "a shared row in a transaction that fails", totals,
            "begin;\ninsert into stripe.totals values ('all');\nselect 1 / 0;\ncommit;", false
        ),
        ("nothing, by a statement that fails", "", "select 1 / 0;", true),
    ]

    @Test("Rows of other records are seen, whatever writes them", arguments: cases.indices)
    func seen(index: Int) async throws {
        let (what, schema, upsert, stays) = Self.cases[index]
        let strategy = try TestStrategies.make([
            "schema.sql": try TestStrategies.guideSchema + "\n" + schema,
            "upsert.sql": try TestStrategies.guardedUpsert + "\n" + upsert,
        ])
        let found = try await TestServer.run { server in
            try await server.withWorld(strategy, Self.one) { world in
                let profile = WriteProfile(database: world.database.name, host: world.database.host)
                return try await profile.look(
                    at: strategy, by: world.template.destination, of: world.template.records
                ).staysWithRecords
            }
        }
        #expect(found == stays, "\(what)")
    }
}
