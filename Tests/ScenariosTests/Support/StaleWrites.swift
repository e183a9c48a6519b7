import Syncer

@testable import Scenarios

/// Strategies that go wrong, each in a way of its own, where a stale version is written, and only there.
enum StaleWrites {
    static let table = """
        create schema stripe;
        create table stripe.subscriptions (
            id text primary key, deleted boolean, updated_idx bigint, plan_id text, quantity integer);

        """

    /// The manual's loop of update, insert and exception, with the guard in the update: once a newer version is there,
    /// neither of the two ever does anything.
    static var loopsForEver: Strategy {
        get throws {
            try made(
                """
                loop
                    update stripe.subscriptions set deleted = d, updated_idx = v, plan_id = p, quantity = q
                    where id = i and updated_idx <= v;
                    exit when found;
                    begin
                        insert into stripe.subscriptions values (i, d, v, p, q);
                        exit;
                    exception when unique_violation then null;
                    end;
                end loop;
                """)
        }
    }

    /// The machine fails.
    static var breaksTheMachine: Strategy {
        get throws {
            try made(
                """
                insert into stripe.subscriptions values (i, d, v, p, q)
                on conflict (id) do update set deleted = d, updated_idx = v, plan_id = p, quantity = q
                where stripe.subscriptions.updated_idx <= v;
                if not found then raise 'could not read block 7' using errcode = '58030'; end if;
                """)
        }
    }

    private static func made(_ body: String) throws -> Strategy {
        try TestStrategies.make([
            "schema.sql": table + """
                create function stripe.merge(i text, d boolean, v bigint, p text, q int) returns void
                language plpgsql as $$
                begin
                \(body)
                end $$;
                """,
            "upsert.sql": "select stripe.merge(:'id', :'deleted', :'updated_idx', :'plan_id', :'quantity');",
        ])
    }
}
