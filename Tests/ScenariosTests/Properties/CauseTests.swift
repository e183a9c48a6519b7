import Foundation
import TestSupport
import Testing

@testable import Scenarios

/// What is advised follows from what the history shows. Each cause is met by a strategy that has it, and by its twin, which
/// looks the same and has not; the zoo's strategies have more (ZooTests).
@Suite(.ownTime) struct CauseTests {
    private static let guarded = """
        insert into t as stored (id, note, version, deleted) values (:'id', :'note', :'updated_idx', :'deleted')
        on conflict (id) do update set
            note = excluded.note, version = excluded.version, deleted = excluded.deleted
        where stored.version <= excluded.version;
        """

    private static func table(
        _ more: String = "", upsert: String = guarded, settings: String = "", files: [String: String] = [:],
        key: String = "id text primary key"
    ) -> OwnTable {
        OwnTable(
            "create table t (\(key), note text, version bigint, deleted boolean);\n\(more)", upsert: upsert,
            settings:
                "table: t\ncollection: app:thing\nfields: {note: text?}\ncolumns: {version: updated_idx}\n\(settings)",
            more: files)
    }

    private static func trigger(_ assignment: String) -> String {
        """
        create function stamp() returns trigger language plpgsql as $$ begin \(assignment); return new; end $$;
        create trigger stamped before insert or update on t for each row execute function stamp();
        """
    }

    /// Sees what is advised to a strategy that has a cause, and that its twin is advised otherwise: nil where it holds.
    private func expect(
        _ cause: String, _ words: String, in scenario: String, _ table: OwnTable, twin: OwnTable, is other: String?,
        location: SourceLocation = #_sourceLocation
    ) async throws {
        let advice = try await table.advice(scenario)
        #expect(advice?.cause == cause, "\(advice?.text ?? "none")", sourceLocation: location)
        #expect(advice?.text.contains(words) == true, "\(advice?.text ?? "none")", sourceLocation: location)
        if let other {
            let advice = try await twin.advice(scenario)
            #expect(advice?.cause == other, "\(advice?.text ?? "none")", sourceLocation: location)
        } else {
            try await twin.expectHolds(scenario, location: location)
        }
    }

    @Test func `a trigger that stamps the version is named, and an expression is not taken for one`() async throws {
        try await expect(
            "changed-by-trigger", "the trigger stamped (stamp()) on public.t changes what is written", in: "in-order",
            Self.table(Self.trigger("new.version := 1 + coalesce(case when tg_op = 'UPDATE' then old.version end, 0)")),
            twin: Self.table(
                upsert: Self.guarded.replacing(":'updated_idx'", with: ":'updated_idx'::bigint / 2")), is: "computed")
    }

    @Test func `a trigger that changes a column is named, and one that does not is not`() async throws {
        try await expect(
            "changed-by-trigger", "column note holds", in: "in-order",
            Self.table(Self.trigger("new.note := md5(new.note)")),
            twin: Self.table(
                Self.trigger("new.note := new.note"),
                upsert: Self.guarded.replacing(":'note'", with: "upper(:'note') || 'x'")),
            is: "computed")
    }

    @Test func `what a script gives a column is not laid to a trigger's charge`() async throws {
        let table = Self.table(
            Self.trigger("new.note := new.note"), upsert: Self.guarded.replacing(":'note'", with: ":'upstream_id'"))
        let advice = try await table.advice("in-order")
        #expect(advice?.cause == "wrong-column", "\(advice?.cause ?? "none") \(advice?.text ?? "")")
    }

    @Test func `a deletion that removed an older row is not said to have removed a newer one`() async throws {
        let remember = "create table gone (id text primary key);"
        let mark = "insert into gone select id from t where id = :'id' on conflict do nothing;"
        let values = "values (:'id', :'note', :'updated_idx', :'deleted')"
        let onlyNew = Self.guarded.replacing(
            values,
            with:
                "select :'id', :'note', :'updated_idx', :'deleted' where not exists (select from gone where id = :'id')"
        )
        let table = Self.table(
            remember, upsert: onlyNew, settings: "deletes: hard",
            files: ["delete.sql": "begin;\n\(mark)\ndelete from t where id = :'id';\ncommit;"])
        let advice = try await table.advice("in-order")
        #expect(advice?.cause == "nothing-written", "\(advice?.text ?? "none")")
        let unguarded = Self.table(settings: "deletes: hard", files: ["delete.sql": "delete from t where id = :'id';"])
        let other = try await unguarded.advice("recreate-race")
        #expect(other?.cause == "removed", "\(other?.text ?? "none")")
    }

    @Test func `another record's statement that removed the row is named`() async throws {
        let delete = "delete from t where version <= :'updated_idx'"
        try await expect(
            "other-record", "removed the row of", in: "concurrent-workers",
            Self.table(settings: "deletes: hard", files: ["delete.sql": "\(delete);"]),
            twin: Self.table(settings: "deletes: hard", files: ["delete.sql": "\(delete) and id = :'id';"]), is: nil)
    }

    @Test func `a column that no script writes is told from one that is not updated`() async throws {
        let short = Self.guarded.replacing("(id, note,", with: "(id,").replacing(":'note', ", with: "")
            .replacing("note = excluded.note, ", with: "")
        try await expect(
            "unwritten-column", "no script writes column note", in: "in-order", Self.table(upsert: short),
            twin: Self.table(upsert: Self.guarded.replacing("note = excluded.note, ", with: "")), is: "not-updated")
    }

    @Test func `a column that shows another field is mapped to it`() async throws {
        func table(_ columns: String) -> OwnTable {
            OwnTable(
                "create table t (id text primary key, email text, name text, version bigint, deleted boolean);",
                upsert: """
                    insert into t as stored (id, email, name, version, deleted)
                    values (:'id', :'email', :'name', :'updated_idx', :'deleted')
                    on conflict (id) do update set email = excluded.email, name = excluded.name,
                        version = excluded.version, deleted = excluded.deleted
                    where stored.version <= excluded.version;
                    """,
                settings: "table: t\ncollection: app:thing\nfields: {email: text, name: text}\ncolumns: {\(columns)}")
        }
        try await expect(
            "wrong-column", "column email is taken to show 'name', and is filled with 'email'", in: "in-order",
            table("version: updated_idx, email: name, name: email"), twin: table("version: updated_idx"), is: nil)
    }

    @Test func `delete-sql is named where it is at fault`() async throws {
        let delete = """
            insert into t as stored (id, version, deleted) values (:'id', :'updated_idx', true)
            on conflict (id) do update set version = excluded.version, deleted = true
            where stored.version <= excluded.version;
            """
        try await expect(
            "deletion-script", "delete.sql:1 wrote the row last", in: "delete-race",
            Self.table(settings: "deletes: soft", files: ["delete.sql": delete]),
            twin: Self.table(settings: "deletes: soft\ndeletion: key", files: ["delete.sql": delete]), is: nil)
    }

    @Test func `a view that shows no row for want of a child is named`() async throws {
        func table(_ child: String) -> OwnTable {
            var table = Self.table(
                """
                create table child (id text primary key, colour text);
                create view shown as select t.* from t join child using (id);
                """, upsert: Self.guarded + "\n\(child)")
            table.files["strategy.yml"] = table.files["strategy.yml"]?.replacing("table: t\n", with: "table: shown\n")
            return table
        }
        let child = "insert into child values (:'id', 'red') on conflict (id) do nothing;"
        try await expect(
            "hidden-by-view", "public.shown is a view, and shows no row of A though upsert.sql:1 of A wrote",
            in: "in-order",
            table(""), twin: table(child), is: nil)
    }

    @Test func `rows that a null in a unique key keeps apart are told from rows without a key`() async throws {
        func table(_ key: String, _ target: String) -> OwnTable {
            OwnTable(
                "create table t (id text not null, tenant text, note text, version bigint, deleted boolean\(key));",
                upsert: Self.guarded.replacing("on conflict (id)", with: target),
                settings: "table: t\ncollection: app:thing\nfields: {note: text?}\ncolumns: {version: updated_idx}")
        }
        try await expect(
            "copies", "lets rows in whose tenant is null", in: "in-order",
            table(", unique (id, tenant)", "on conflict (id, tenant)"),
            twin: table(", unique (id, tenant), unique (id)", "on conflict (id)"), is: nil)
        let none = OwnTable(
            "create table t (id text, note text, version bigint, deleted boolean);",
            upsert: "insert into t values (:'id', :'note', :'updated_idx', :'deleted');",
            settings: "table: t\ncollection: app:thing\nfields: {note: text?}\ncolumns: {version: updated_idx}")
        #expect(try await none.advice("in-order")?.text.hasPrefix("no unique key of public.t") == true)
    }

    @Test func `a table without a place for deletions is told so`() async throws {
        func table(_ settings: String) -> OwnTable {
            OwnTable(
                "create table t (id text primary key, note text, version bigint);",
                upsert: """
                    insert into t as stored (id, note, version) values (:'id', :'note', :'updated_idx')
                    on conflict (id) do update set note = excluded.note, version = excluded.version
                    where stored.version <= excluded.version;
                    """,
                settings: """
                    table: t
                    collection: app:thing
                    fields: {note: text?}
                    columns: {version: updated_idx}
                    \(settings)
                    """)
        }
        try await expect(
            "unmarked", "'deletes: never'", in: "duplicate-delivery", table(""), twin: table("deletes: never"), is: nil)
    }

    @Test func `a row of no record is traced to the statement that wrote it`() async throws {
        let more = "insert into t values (:'id' || 'x') on conflict (id) do nothing;"
        try await expect(
            "stranger", "wrote that row at step", in: "in-order", Self.table(upsert: Self.guarded + "\n\(more)"),
            twin: Self.table(upsert: Self.guarded + "\n\(more.replacing(" || 'x'", with: ""))"), is: nil)
    }

    @Test func `what is refused for want of another row says to write that first`() async throws {
        let schema =
            "create table parents (id text primary key); alter table t add foreign key (note) references parents;"
        let refused = Self.table(
            schema, upsert: "set constraints all immediate;\n" + Self.guarded, settings: "values: {note: [one, two]}")
        #expect(try await refused.refusal()?.contains("column note refers to parents") == true)
        let raised = Self.table(
            Self.trigger("if tg_op = 'UPDATE' then raise 'no'; end if"))
        try await expect(
            "refused", "stale and repeated deliveries pass", in: "in-order", raised, twin: Self.table(), is: nil)
    }

    @Test(
        "What checks of one's own find has a cause too",
        arguments: [
            ("children-unguarded", "ack-wait-race", 1, "follows-nothing"),
            ("counter-read-first", "first-insert-race", 1, "read-before"),
            ("outbox-apart", "unknown-commit", 4, "commits-apart"),
            ("outbox-apart", "crash-before-commit", 3, "interrupted"),
        ])
    func ownChecks(example: String, scenario: String, seed: UInt64, cause: String) async throws {
        let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "../../../Examples/Strategies/\(example)")
        let strategy = try StrategyUnderTest.load(folder: examples.standardizedFileURL.path).strategy
        var settings = VerificationSettings()
        settings.schedules = 400
        settings.seed = seed
        settings.worlds = 2
        let cell = try await TestServer.cell(
            strategy, in: try #require(Catalogue.scenario(named: scenario)), settings)
        let advice = cell.failure?.advice
        #expect(advice?.cause == cause, "\(advice?.text ?? "none")")
    }

    @Test func `each cause is in the list, and in the documentation`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let folder = root.appending(path: "Sources/Scenarios/Properties/Causes").standardizedFileURL.path
        let defined = try FileManager.default.contentsOfDirectory(atPath: folder).flatMap { file in
            try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8).matches(of: #/= Cause\("([a-z-]+)"\)/#)
                .map { String($0.1) }
        }
        #expect(Set(defined) == Set(Cause.all.map(\.name)))
        #expect(defined.count == Cause.all.count)
        let page = try String(contentsOf: root.appending(path: "docs/verdicts.md"), encoding: .utf8)
        for cause in Cause.all { #expect(page.contains("| `\(cause.name)` |"), "\(cause.name)") }
    }

    @Test func `a history that shows no cause is advised nothing`() {
        let violation = Violation(property: .convergence, step: 1, record: "A", because: "", difference: .missing)
        #expect(Cause.advice(CauseEvidence(violation, [], StrategyFacts())) == nil)
    }
}
