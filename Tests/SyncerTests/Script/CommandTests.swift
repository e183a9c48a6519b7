import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct CommandTests {
    @Test(arguments: ["echo hi", "g", "gexec", "set x 1", "i file", "!ls", "connect x", ";", ":", "ifs", "IF", ""])
    func refusesOtherCommands(command: String) {
        let name = command.prefix { $0 != " " }
        #expect(
            parseError("select 1;\n select 2 \\\(command)\n") == """
                upsert.sql:2:11: \\\(name) is not a command of strategy scripts: they have \\gset, \\if, \\elif, \
                \\else, \\endif
                """)
    }

    @Test(arguments: [
        ("\\endif", "1:1: \\endif has no \\if before it: add \\if or remove it"),
        ("select 1;\n\\else", "2:1: \\else has no \\if before it: add \\if or remove it"),
        ("\\elif t", "1:1: \\elif has no \\if before it: add \\if or remove it"),
        ("\\if t\n\\if t\n\\endif", "1:1: this \\if has no \\endif: add \\endif"),
        ("\\if t\n\\else\n\\else\n\\endif", "3:1: \\else comes after \\else: \\else is the last branch before \\endif"),
        (
            "\\if t\n\\else\n\\elif t\n\\endif",
            "3:1: \\elif comes after \\else: \\else is the last branch before \\endif"
        ),
        ("\\if\n\\endif", "1:1: \\if has no expression: write a boolean behind it, such as :name"),
        ("\\if t\n\\elif\n\\endif", "2:1: \\elif has no expression: write a boolean behind it, such as :name"),
        ("select 1\n\\if t\n\\endif", "2:1: \\if stands inside a statement: end the statement before it with ;"),
        ("\\if t\nselect 1 \\endif", "2:10: \\endif stands inside a statement: end the statement before it with ;"),
        ("\\if 'a\n\\endif", "1:5: this quoted argument never ends: close it with ' on the same line"),
        ("\\if \"a\n\\endif", "1:5: this quoted argument never ends: close it with \" on the same line"),
        ("select 1,\n $2;", "2:2: there are no numbered parameters in psql: write :'name'"),
        ("\\if `ls`\n\\endif", "1:5: commands between backquotes are not run: compute the value in SQL, with \\gset"),
    ])
    func saysWhatIsWrong(text: String, message: String) {
        #expect(parseError(text) == "upsert.sql:\(message)")
    }

    @Test func nestingIsBounded() {
        func nested(_ depth: Int) -> String {
            String(repeating: "\\if t\n", count: depth) + String(repeating: "\\endif\n", count: depth)
        }
        #expect(parseError(nested(64)) == nil)
        #expect(parseError(nested(65)) == "upsert.sql:65:1: \\if is nested more than 64 deep: write fewer levels")
    }

    @Test func whatPsqlIgnoresIsAWarning() throws {
        let script = try Script.parse(
            text: "select 1 \\gset p_ -- x\n\\if t\n\\else -- no\n\\endif if\n", file: "upsert.sql")
        #expect(
            script.warnings.map(\.description) == [
                "upsert.sql:1:10: what follows \\gset on its line is ignored; psql has no comments there",
                "upsert.sql:3:1: what follows \\else on its line is ignored; psql has no comments there",
                "upsert.sql:4:1: what follows \\endif on its line is ignored; psql has no comments there",
            ])
    }
}
