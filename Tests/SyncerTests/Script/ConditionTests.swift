import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct ConditionTests {
    @Test(
        arguments: [
            ("true", true), ("t", true), ("TRU", true), ("yes", true), ("y", true), ("on", true), ("1", true),
            ("false", false), ("f", false), ("no", false), ("n", false), ("off", false), ("of", false), ("0", false),
            ("o", nil), ("", nil), ("2", nil), ("truest", nil), ("onn", nil), ("true false", nil), (" t", nil),
            ("01", nil),
        ] as [(String, Bool?)])
    func readsBooleansAsPsqlDoes(text: String, value: Bool?) {
        #expect(BooleanWord.value(of: text) == value)
    }

    @Test(arguments: ["a", "b", "c", "d", "e"]) func runsOneBranch(value: String) async throws {
        let text = """
            select 0;
            \\if :a
              select 'a';
              \\if :inner
                select 'inner';
              \\endif
            \\elif :b
              select 'b';
            \\elif :c
              select 'c';
            \\else
              select 'else';
            \\endif
            select 9;
            """
        var variables: [String: String?] = ["a": "f", "b": "f", "c": "f", "inner": "t"]
        variables[value] = "t"
        let branch: [String] =
            switch value {
            case "a": ["select 'a'", "select 'inner'"]
            case "b": ["select 'b'"]
            case "c": ["select 'c'"]
            default: ["select 'else'"]
            }
        #expect(try await sent(text, variables) == ["select 0"] + branch + ["select 9"])
    }

    @Test func anythingElseIsFalseWithAMessage() async throws {
        let script = try Script.parse(text: "select 1;\n\\if :x maybe\nselect 2;\n\\endif", file: "upsert.sql")
        let notices = Mutex<[String]>([])
        let session = RecordingSession()
        try await script.run(variables: Variables(["x": "t"]), on: session) { notice in
            notices.withLock { $0.append(notice.description) }
        }
        #expect(session.sql == ["select 1"])
        #expect(
            notices.withLock { $0 } == ["upsert.sql:2:1: 't maybe' is no boolean, so it counts as false"])
    }

    @Test(
        arguments: [
            ("\\if :{?x}", true), ("\\if :{?y}", false), ("\\if :x", true), ("\\if 'tr''ue'", false),
            ("\\if 't'", true),
            ("\\if ':x'", false), ("\\if :undefined", false), ("\\if t:t", false), ("\\if \\\\ select 1;", nil),
            ("\\if \"t\"", false), ("\\if '\\t'", false), ("\\if 't\\r'", false), ("\\if t\\\\ select 5;", true),
            ("\\if t'r'u:e", true), ("\\if :'x'", false),
        ] as [(String, Bool?)])
    func expandsItsArgument(line: String, holds: Bool?) async throws {
        guard let holds else {
            #expect(parseError("\(line)\n\\endif")?.contains("has no expression") == true)
            return
        }
        let statements = try await sent("\(line)\nselect 1;\n\\endif", ["x": "t", "e": "e"])
        #expect(statements.contains("select 1") == holds)
    }

    @Test func aBranchThatIsNotRunAsksForNoVariable() async throws {
        #expect(try await sent("\\if 0\nselect :'nothing' \\gset\n\\endif").isEmpty)
    }
}
