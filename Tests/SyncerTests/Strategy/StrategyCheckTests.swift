import OrderedCollections
import Postgres
import Sequin
import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct StrategyCheckTests {
    private func checks(_ files: [String: String]) throws -> [StrategyCheck] { try strategy("", files).checks }

    @Test func thereNeedBeNone() throws { #expect(try strategy("").checks.isEmpty) }

    @Test func areReadByName() throws {
        let checks = try checks([
            "checks/b.sql": "-- always\nselect 1", "checks/a.sql": "with x as (select 1) select * from x;",
            "checks/README.md": "not one",
        ])
        #expect(checks.map(\.file) == ["checks/a.sql", "checks/b.sql"])
        #expect(checks.map(\.isAlways) == [false, true])
    }

    @Test func arePartOfTheFingerprint() throws {
        let fingerprints = try [
            [:], ["checks/a.sql": "select 1"], ["checks/a.sql": "select 2"], ["checks/b.sql": "select 1"],
        ].map { try strategy("", $0).fingerprint }
        #expect(Set(fingerprints).count == 4)
    }

    @Test func theirWarningsAreTheStrategys() throws {
        let warnings = try strategy("", ["checks/a.sql": "select now()"]).warnings.map(\.description)
        #expect(warnings == ["checks/a.sql:1:8: now() runs on real time or real chance, so schedules may not replay"])
    }

    @Test(arguments: [
        ("-- always", true), ("  -- always: why", true), ("--always", true), ("-- alway", false),
        ("-- alwaysnot", false),
        ("\n-- always", false), ("/* always */", false),
    ])
    func alwaysStandsInTheFirstLine(head: String, isAlways: Bool) throws {
        #expect(try checks(["checks/a.sql": head + "\nselect 1"]).map(\.isAlways) == [isAlways])
    }

    @Test func variablesAreArraysOfFlatRecords() throws {
        let strategy = try strategy("", ["checks/a.sql": "select :'upstream', :'delivered'"])
        let record = Record.subscription(id: "it's", data: .object(["plan_id": .string("p")]))
        let question = try strategy.checks[0].question(upstream: [record, record], delivered: [], of: strategy)
        let sql = question.statement.sql
        #expect(
            sql.hasPrefix("select '[{\"id\":\"it''s\",\"collection_slug\":\"stripe:subscription\",")
                || sql.hasPrefix("select  E'"), "\(sql)")
        #expect(sql.contains("\"plan_id\":\"p\"") && sql.contains("\"quantity\":null"))
        #expect(sql.hasSuffix(", '[]'"))
        #expect(!question.statement.prepares)
    }

    static let errors: [(files: [String: String], message: String)] = [
        (["checks/a.sql": "-- nothing"], "a.sql:1:1: it has no statement: write a query that returns what must not be"),
        (
            ["checks/a.sql": "select 1; select 2"],
            "a.sql:1:11: a check is one query: put each query into a file of its own"
        ),
        (["checks/a.sql": "select 1 \\gset"], "a.sql:1:1: a check has no backslash commands: write a query only"),
        (
            ["checks/a.sql": "\\if true\nselect 1;\n\\endif"],
            "a.sql:2:1: a check has no backslash commands: write a query only"
        ),
        (["checks/a.sql": "delete from t"], "a.sql:1:1: a check must be a query: begin it with select or with"),
        (["checks/a.sql": "select 1 into t"], "a.sql:1:1: a check must be a query: begin it with select or with"),
        (
            ["checks/a.sql": "select :'id'"],
            "a.sql:1:8: there is no variable 'id': a check has :'upstream' and :'delivered', which are JSON arrays of records"
        ),
        (["checks/a.md": ""], "checks: there are no checks in it: put queries there: checks/NAME.sql"),
        (
            ["checks": ""],
            "checks: it is a file, not a folder of checks: make a folder of it that holds queries: checks/NAME.sql"
        ),
        (["check/a.sql": "select 1"], "check: it would be ignored: is it meant to be checks? Rename it"),
    ]

    @Test(arguments: errors.indices) func whatIsNoCheckIsSaid(index: Int) throws {
        let (files, message) = Self.errors[index]
        #expect {
            try strategy("", files)
        } throws: { error in
            "\(error)".hasSuffix("/\(message)")
        }
    }
}
