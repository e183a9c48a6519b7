import ConvergeTesting
import Postgres
import Scenarios
import Sequin
import Syncer
import TestSupport
import Testing

/// Writes rows in one statement, with or without a guard, or in a transaction of several.
struct RowWriter: Destination {
    var isGuarded = true
    var isSlow = false

    func apply(_ delivery: Delivery, on session: any Session) async throws {
        let record = delivery.record
        if isSlow { _ = try await session.run(Statement("begin")) }
        _ = try await session.run(
            Statement(
                "insert into rows (id, label, version, deleted) values ($1, $2, $3, $4) "
                    + "on conflict (id) do update set label = excluded.label, version = excluded.version, "
                    + "deleted = excluded.deleted" + (isGuarded ? " where rows.version <= excluded.version" : ""),
                parameters: ["id", "label", "updated_idx", "deleted"].map(record.text)))
        if isSlow { _ = try await session.run(Statement("commit")) }
    }

    static func subject(_ writer: RowWriter, schema: String? = nil) -> Subject {
        Subject(
            writer,
            schema: .sql(
                schema ?? "create table rows (id text primary key, label text, version bigint, deleted boolean)"),
            collection: Collection(slug: "test:row", fields: [Field("label", .text, isNullable: true)]), table: "rows",
            columns: ["version": "updated_idx"])
    }
}

@Suite(.ownTime) struct ExpectConvergenceTests {
    private func settings(_ schedules: Int) -> VerificationSettings {
        var settings = VerificationSettings()
        settings.schedules = schedules
        return settings
    }

    @Test("Code that holds leaves no issue", arguments: [false, true])
    func holds(isSlow: Bool) async throws {
        let results = try await expectConvergence(
            of: RowWriter.subject(RowWriter(isSlow: isSlow)),
            under: ["in-order", "ack-wait-race", "overlapping-statements", "crash-before-commit"],
            settings: settings(40))
        #expect(results.map(\.verdict) == [.sampled, .sampled, .sampled, .sampled])
        #expect(results.map(\.scenario).first == "in-order")
    }

    @Test("Code that fails leaves one issue at the caller's line, with the timeline")
    func fails() async throws {
        let line = #line + 3
        let results = Results()
        try await withKnownIssue {
            let found = try await expectConvergence(
                of: RowWriter.subject(RowWriter(isGuarded: false)), under: ["in-order", "ack-wait-race"])
            results.all = found
        } matching: { issue in
            let text = issue.comments.map(\.rawValue).joined()
            return issue.sourceLocation?.line == line
                && text.contains("RowWriter \u{B7} ack-wait-race \u{B7} fenced violates monotonic-versions")
                && text.contains("insert into rows A ✓") && text.contains("CONVERGE_REPLAY=c3.")
        }
        #expect(results.all.map(\.verdict) == [.sampled, .violated])
        #expect(results.all.last?.counterexample?.choices == 7)
    }

    @Test("Every interleaving of code can be explored, nothing of it being taken for independent")
    func exhaustive() async throws {
        var settings = settings(1)
        settings.explorer = .exhaustive
        let results = try await expectConvergence(
            of: RowWriter.subject(RowWriter()), under: ["ack-wait-race"], settings: settings)
        #expect(results.map(\.verdict) == [.exhausted])
    }

    @Test("What says nothing is an issue too")
    func inconclusive() async throws {
        try await withKnownIssue {
            var settings = settings(200)
            settings.deadline = .now
            try await expectConvergence(of: RowWriter.subject(RowWriter()), under: ["in-order"], settings: settings)
        } matching: {
            $0.comments.contains { $0.rawValue.contains("in-order is inconclusive: the budget ended") }
        }
    }

    @Test("What cannot be used is an error that says so")
    func unusable() async throws {
        let subject = RowWriter.subject(RowWriter())
        await #expect(throws: UnusableSubject.self) { try await expectConvergence(of: subject, under: ["in-ordr"]) }
        var unnamed = subject
        unnamed.table = "a.b.c"
        await #expect(throws: UnusableSubject.self) { try await expectConvergence(of: unnamed) }
        let refused = RowWriter.subject(RowWriter(), schema: "create table rows (id texxt)")
        let error = await #expect(throws: StrategyError.self) {
            try await expectConvergence(of: refused, under: ["in-order"])
        }
        #expect(error?.description.contains("RowWriter.schema:1:23: Postgres says: type \"texxt\"") == true)
    }
}

/// Where a test keeps results that the closure of a known issue cannot return. It is used by one task.
private final class Results: @unchecked Sendable {
    var all: [CellResult] = []
}
