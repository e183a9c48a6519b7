import TestSupport
import Testing

@testable import Scenarios

/// Which column holds the record's id where the table has a key of its own besides.
@Suite(.ownTime) struct ColumnsBeatNamesTests {
    @Test(
        "A column id is the table's own where columns says that another holds the record's",
        arguments: ["bigserial", "uuid default gen_random_uuid()", "bigint generated always as identity"])
    func surrogateKey(type: String) async throws {
        let table = OwnTable(
            """
            create table profile (
                id \(type) primary key, user_id text unique not null, content text, ver bigint, deleted boolean
            );
            """,
            upsert: """
                insert into profile as stored (user_id, content, ver, deleted)
                values (:'id', :'content', :'updated_idx', :'deleted')
                on conflict (user_id) do update set
                    content = excluded.content, ver = excluded.ver, deleted = excluded.deleted
                where stored.ver <= excluded.ver;
                """,
            settings: """
                table: profile
                collection: app:profile
                fields: {content: text}
                columns: {user_id: id, ver: updated_idx}
                """)
        try await table.expectHolds("in-order", "concurrent-workers", "ack-wait-race", "delete-race", "everything")
    }

    @Test func `a field that columns gives to another column is not looked for under its own name`() async throws {
        let table = OwnTable(
            "create table t (id text primary key, state text default 'ours', api_state text, v bigint, deleted boolean);",
            upsert: """
                insert into t as stored (id, api_state, v, deleted) values (:'id', :'state', :'updated_idx', :'deleted')
                on conflict (id) do update set
                    api_state = excluded.api_state, v = excluded.v, deleted = excluded.deleted
                where stored.v <= excluded.v;
                """,
            settings: """
                table: t
                collection: app:thing
                fields: {state: text?}
                columns: {api_state: state, v: updated_idx}
                """)
        try await table.expectHolds("in-order", "ack-wait-race")
    }

    @Test func `a table without a column for the id is refused, and says how to name it`() async throws {
        let table = OwnTable(
            "create table t (key text primary key, v bigint);",
            upsert: "insert into t values (:'id', :'updated_idx');",
            settings: "table: t\ncollection: app:thing\nfields: {a: text}\ncolumns: {v: updated_idx}")
        #expect(
            try await table.refusal()
                == "public.t has no column id: say which column holds the record's id, as in `columns: {user_id: id}`, "
                + "or which fields are it together, as in `key: [owner, name]`")
    }
}
