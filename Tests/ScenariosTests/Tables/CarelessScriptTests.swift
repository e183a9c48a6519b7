import TestSupport
import Testing

@testable import Scenarios

/// Scripts that change or lose values which an API sends, and hold for values that are plain.
@Suite(.ownTime) struct CarelessScriptTests {
    private static let right = """
        insert into item as stored (id, title, n, tags, doc, email, updated_idx, deleted)
        values (
            :'id', :'title', :'n',
            case when :'tags'::text is not null then array(select jsonb_array_elements_text(:'tags'::jsonb)) end,
            :'doc', :'email', :'updated_idx', :'deleted'
        )
        on conflict (id) do update set
            title = excluded.title, n = excluded.n, tags = excluded.tags, doc = excluded.doc, email = excluded.email,
            updated_idx = excluded.updated_idx, deleted = excluded.deleted
        where stored.updated_idx <= excluded.updated_idx;
        """

    private static func table(_ upsert: String) -> OwnTable {
        var table = OwnTable(
            """
            create table item (
                id text primary key, title text, n bigint, tags text[], doc jsonb, email varchar(120),
                updated_idx bigint not null, deleted boolean not null
            );
            """, upsert: upsert, settings: "table: item\ncollection: app:item")
        table.schedules = 200
        return table
    }

    @Test func `what stores all of it holds`() async throws {
        try await Self.table(Self.right).expectHolds("in-order", "concurrent-workers", "everything")
    }

    @Test(
        "What is lost of a value is seen",
        arguments: [
            (":'title'", "left(:'title', 50)", "title"),
            (":'title'", "coalesce(:'title', '')", "title"),
            (":'title'", "trim(:'title')", "title"),
            (":'n'", ":'n'::float8::bigint", "n"),
            (":'n'", "nullif(:'n'::bigint, 0)", "n"),
            (":'doc'", "jsonb_strip_nulls(:'doc'::jsonb)", "doc"),
            (":'doc'", "nullif(:'doc'::jsonb, '{}')", "doc"),
            (":'email'", "lower(:'email')", "email"),
            (":'email'", "nullif(:'email', '')", "email"),
            (":'email'", "left(:'email', 100)", "email"),
            ("array(select jsonb_array_elements_text(:'tags'::jsonb))", "array[:'tags'::jsonb ->> 0]", "tags"),
        ])
    func lost(value: String, replacement: String, column: String) async throws {
        let upsert = Self.right.replacing(value, with: replacement, maxReplacements: 1)
        let result = try #require(try await Self.table(upsert).results("in-order").first)
        #expect(result.property == .convergence, "\(result.verdict)")
        #expect(result.because?.contains("column \(column) of ") == true, "\(result.because ?? "")")
    }
}
