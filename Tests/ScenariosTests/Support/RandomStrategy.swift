import Bits
import Syncer

/// A strategy made up at random: a judged table of one of several shapes, and statements that share other tables with it,
/// through triggers, functions, subselects and transactions.
struct RandomStrategy: CustomStringConvertible {
    let schema: String
    let upsert: String
    private let settings: String

    var description: String { "-- schema.sql\n\(schema)\n-- upsert.sql\n\(upsert)" }

    var strategy: Strategy {
        get throws {
            try TestStrategies.make(["schema.sql": schema, "upsert.sql": upsert, "strategy.yml": settings])
        }
    }

    /// The strategy of a seed.
    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func one<T>(_ list: [T]) -> T { list[Int(random.next() % UInt64(list.count))] }
        func chance(_ parts: UInt64) -> Bool { random.next() % parts == 0 }

        let shape = one(Self.shapes)
        var schema = [shape.schema, Self.sides]
        if chance(3) { schema.append(one(Self.triggers).replacing("TABLE", with: shape.table)) }
        self.schema = schema.joined(separator: "\n")

        var statements = [one(Self.writes).replacing("TABLE", with: shape.table)]
        for _ in 0..<(random.next() % 3) {
            statements.insert(one(Self.others), at: Int(random.next() % UInt64(statements.count + 1)))
        }
        let isTransaction = statements.count > 1 && chance(2)
        upsert = (isTransaction ? ["begin;"] + statements + ["commit;"] : statements).joined(separator: "\n")
            .replacing("TABLE", with: shape.table)
        settings = "table: \(shape.judged)\ndeletes: soft\nfields: {plan_id: text}\n"
    }

    /// The judged table's own columns.
    private static let columns = "updated_idx bigint, deleted boolean, plan_id text"

    private static let shapes: [(table: String, judged: String, schema: String)] = [
        ("subs", "subs", "create table subs (id text primary key, \(columns));"),
        (
            "subs", "shown",
            """
            create table subs (pk bigint generated always as identity primary key, id text unique, \(columns));
            create view shown as select id, updated_idx, deleted, plan_id from subs;
            """
        ),
        (
            "subs", "subs",
            """
            create table subs (id text primary key, \(columns)) partition by hash (id);
            create table subs_0 partition of subs for values with (modulus 2, remainder 0);
            create table subs_1 partition of subs for values with (modulus 2, remainder 1);
            """
        ),
    ]

    private static let sides = """
        create table side (k int primary key, n bigint not null, latest text);
        insert into side values (1, 0), (2, 0);
        create table log (id text, v bigint);
        create function up(int) returns bigint language plpgsql as $$
        begin update side set n = n + 1 where k = $1; return 1; end $$;
        """

    private static let triggers = [
        """
        create function spill() returns trigger language plpgsql as $$
        begin insert into log values (new.id, new.updated_idx); return null; end $$;
        create trigger spill after insert or update on TABLE for each row execute function spill();
        """,
        """
        create function count_up() returns trigger language plpgsql as $$
        begin update side set n = n + 1 where k = 2; return new; end $$;
        create trigger count_up before insert or update on TABLE for each row execute function count_up();
        """,
    ]

    private static func upsert(guardedBy condition: String) -> String {
        """
        insert into TABLE (id, updated_idx, deleted, plan_id) values (:'id', :'updated_idx', :'deleted', :'plan_id')
        on conflict (id) do update set updated_idx = excluded.updated_idx, deleted = excluded.deleted,
            plan_id = excluded.plan_id
        where \(condition);
        """
    }

    private static let writes = [
        upsert(guardedBy: "TABLE.updated_idx <= excluded.updated_idx"),
        upsert(guardedBy: "TABLE.updated_idx <= excluded.updated_idx"),
        upsert(guardedBy: "TABLE.updated_idx < excluded.updated_idx"),
        upsert(guardedBy: "coalesce((select updated_idx from TABLE where id = :'id'), 0) <= excluded.updated_idx"),
        upsert(guardedBy: "true"),
    ]

    private static let others = [
        "update side set n = n + 1 where k = 1;",
        "insert into side values (1 + :'updated_idx'::bigint % 2, 1, :'id') on conflict (k) do update set n = side.n + 1;",
        "insert into log values (:'id', :'updated_idx');",
        "insert into log select :'id', max(updated_idx) from TABLE;",
        "update side set latest = (select max(v)::text from log) where k = 1;",
        "delete from log where id = :'id' and v < :'updated_idx';",
        "select n as seen from side where k = 1 \\gset\ninsert into log values (:'id', :seen);",
        "select up(1);",
        "select n from side where k = 2 for update;",
        "with x as (update side set n = n + 1 where k = 2 returning n) insert into log select :'id', n from x;",
    ]
}
