import TestSupport
import Testing

@testable import Scenarios

/// A schedule in which Postgres refused a delivery for its values is no evidence.
@Suite(.ownTime) struct RefusedSchedulesTests {
    /// A table whose first write in a world fails for its value, and not in the copy in which deliveries are tried, which
    /// is the first.
    private static let table = OwnTable(
        """
        create sequence writes;
        create table t (id text primary key, note text, version bigint, deleted boolean);
        """,
        upsert: """
            select case when current_database() !~ '_w1$' and nextval('writes') = 1 then 'x' else '1' end::integer;
            insert into t as stored (id, note, version, deleted)
            values (:'id', :'note', :'updated_idx', :'deleted')
            on conflict (id) do update set
                note = excluded.note, version = excluded.version, deleted = excluded.deleted
            where stored.version <= excluded.version;
            """,
        settings: "table: t\ncollection: app:thing\nfields: {note: text?}\ncolumns: {version: updated_idx}")

    @Test func `a cell of such schedules alone is inconclusive, and says what Postgres said`() async throws {
        let result = try #require(try await Self.table.results("in-order").first)
        #expect(result.verdict == .inconclusive)
        #expect(result.refused == result.schedules)
        #expect(result.hazards == 0)
        #expect(
            result.because
                == "in all of \(result.schedules) schedules Postgres refused a delivery for its values, which says nothing of the strategy: "
                + "invalid input syntax for type integer: \"x\"")
    }

    @Test func `what such a schedule violates is violated all the same`() async throws {
        var table = Self.table
        table.files["upsert.sql"] = table.files["upsert.sql"]?.replacing("note = excluded.note, ", with: "")
        #expect(try await table.results("in-order").map(\.verdict) == [.violated])
    }
}
