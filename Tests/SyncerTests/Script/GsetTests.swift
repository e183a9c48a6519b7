import Postgres
import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct GsetTests {
    private func sent(
        _ text: String, _ variables: [String: String?] = [:], answers: [QueryResult]
    ) async throws -> [String] {
        let session = RecordingSession(answers)
        try await Script.parse(text: text, file: "upsert.sql").run(variables: Variables(variables), on: session)
        return session.sql
    }

    @Test func setsTheColumnsOfOneRow() async throws {
        let answers = [row(["a": "1", "b": "it's"])]
        #expect(
            try await sent("select x \\gset\nselect :a, :'b';", answers: answers) == ["select x", "select 1, 'it''s'"])
    }

    @Test func takesAPrefix() async throws {
        let answers = [row(["a": "1"])]
        let text = "select x\n\\gset p_ \nselect :p_a, :a;"
        #expect(try await sent(text, answers: answers) == ["select x", "select 1, :a"])
        #expect(
            try await sent("select x \\gset :p\nselect :q_a;", ["p": "q_"], answers: answers)
                == ["select x", "select 1"])
    }

    @Test func endsAtTheNextBackslash() async throws {
        let answers = [row(["a": "t"])]
        let text = "select x \\gset p_\\if :p_a\nselect 2;\n\\endif \\\\ select 3;"
        #expect(try await sent(text, answers: answers) == ["select x", "select 2", "select 3"])
    }

    @Test func aNullUnsets() async throws {
        let answers = [row(["id": nil])]
        let text = "select x \\gset\nselect :{?id}, :id;"
        #expect(try await sent(text, ["id": "7"], answers: answers) == ["select x", "select FALSE, :id"])
        await #expect {
            _ = try await sent("select x \\gset\nselect :'id';", ["id": "7"], answers: answers)
        } throws: { error in
            "\(error)" == """
                upsert.sql:2:8: the variable 'id' is not set: \\gset met a null in it: test it with \\if :{?id} first
                """
        }
    }

    @Test func noRowLeavesVariablesAsTheyWere() async throws {
        let answers = [QueryResult(tag: "SELECT 0", columns: ["id"], rows: [])]
        #expect(
            try await sent("select x \\gset\nselect :'id';", ["id": "7"], answers: answers)
                == ["select x", "select '7'"])
    }

    @Test func severalRowsAreAnError() async throws {
        let answers = [QueryResult(tag: "SELECT 2", columns: ["id"], rows: [["1"], ["2"]])]
        await #expect {
            _ = try await sent("select\nx \\gset\nselect 2;", answers: answers)
        } throws: { error in
            "\(error)" == "upsert.sql:2:3: \\gset got 2 rows: its statement must return at most one"
        }
    }

    @Test func aColumnMustHaveAName() async throws {
        await #expect {
            _ = try await sent("select 1 \\gset", answers: [row(["?column?": "1"])])
        } throws: { error in
            "\(error)" == """
                upsert.sql:1:10: \\gset cannot set a variable '?column?': name the column with as; letters, digits \
                and _ make a variable
                """
        }
    }

    @Test func eachRunStartsAfresh() async throws {
        let script = try Script.parse(text: "select :{?a} \\gset", file: "upsert.sql")
        let session = RecordingSession([row(["a": "1"]), row(["a": "2"])])
        for _ in 0..<2 { try await script.run(variables: Variables(), on: session) }
        #expect(session.sql == ["select FALSE", "select FALSE"])
    }

    @Test(arguments: [
        ("\\gset", "upsert.sql:1:1"), ("select 1;\n \\gset", "upsert.sql:2:2"), ("-- a\n\\gset", "upsert.sql:2:1"),
        ("select 1 \\gset \\gset", "upsert.sql:1:16"),
    ])
    func needsAStatement(text: String, place: String) {
        #expect(
            parseError(text) == """
                \(place): there is no statement before \\gset: \\gset stands where the ; of its statement would be
                """)
    }
}
