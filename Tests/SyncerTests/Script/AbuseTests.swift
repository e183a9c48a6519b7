import Foundation
import TestSupport
import Testing

@testable import Syncer

/// Scripts that are made to exhaust something get a clear error, or run; each of these takes a moment.
@Suite(.ownTime) struct AbuseTests {
    @Test func nestedIfsEndAtALimit() {
        let text = String(repeating: "\\if true\n", count: 10_000) + String(repeating: "\\endif\n", count: 10_000)
        #expect(parseError(text) == "upsert.sql:65:1: \\if is nested more than 64 deep: write fewer levels")
    }

    @Test(arguments: [
        ("/*", "", "this comment never ends: close it with */"),
        ("/* /* ", "", "this comment never ends: close it with */"),
        ("'", "", "this string never ends: close it with '"),
        ("''", "'", "this string never ends: close it with '"),
        ("\"", "", "this quoted identifier never ends: close it with \""),
        ("$a$", "", "this dollar-quoted string never ends: close it with $a$"),
    ])
    func whatNeverEndsIsSaid(repeated: String, last: String, message: String) {
        let text = "select 1;\nselect " + String(repeating: repeated, count: 100_001) + last
        #expect(parseError(text)?.hasSuffix(message) == true)
        #expect(parseError(text)?.hasPrefix("upsert.sql:2:") == true)
    }

    /// In a time that grows with the square of its length this would take an hour.
    @Test func aLineMayBeAsLongAsAFile() async throws {
        let words = String(repeating: "now é :'a' ", count: 50_000)
        let script = try Script.parse(text: "select \(words); select 1 \\gset x y", file: "upsert.sql")
        #expect(script.statements[0].references.count == 50_000)
        #expect(script.statements[0].references.last?.place.column == 8 + 49_999 * 11 + 6)
        #expect(script.warnings.map(\.place.column) == [script.statements[1].place.column + 9])
    }

    @Test func columnsCountCharacters() throws {
        for length in [0, 100, 255, 256, 257, 511, 512, 1000] {
            let text = "select 1;\n" + String(repeating: "é", count: length) + " now(); \\x"
            #expect(parseError(text)?.hasPrefix("upsert.sql:2:\(length + 9):") == true)
        }
    }

    @Test func manyTransactionsInManyBranches() async throws {
        let block = "\\if :a\nbegin;\n\\else\nbegin; commit;\n\\endif\n"
        let text = String(repeating: block, count: 2_000)
        #expect(
            parseError(text)
                == "upsert.sql:2:1: the script can end inside the transaction begun here: commit or roll back on every way through it"
        )
        #expect(parseError(text + "commit") == nil)
    }

    @Test func deepParentheses() async throws {
        let text = "select " + String(repeating: "(", count: 300_000) + "1"
        #expect(parseError(text) == nil)
    }

    @Test func aLongLiteral() async throws {
        let value = String(repeating: "it's \\ ", count: 1_500_000)
        let sent = try await sent("select :'a'", ["a": value])
        #expect(sent[0].utf8.count == "select  E''".utf8.count + value.utf8.count + 3_000_000)
    }

    @Test func aFileThatIsTooLargeIsNotRead() throws {
        let message = try withFolder(["upsert.sql": ""]) { folder in
            // It takes no room on the disk.
            let file = try #require(FileHandle(forWritingAtPath: "\(folder)/upsert.sql"))
            try file.truncate(atOffset: 1 << 42)
            do {
                _ = try Strategy.load(folder: folder)
                return ""
            } catch let error as StrategyError {
                return error.description.replacing(folder, with: "my")
            }
        }
        #expect(message == "my/upsert.sql: it is larger than 64 MiB: leave the data out of it")
    }

    @Test func aKeyAsLongAsAFile() throws {
        let key = String(repeating: "k", count: 5_000_000)
        #expect(try settingsError("? \(key)\n: 1")?.contains("there is no key 'kkk") == true)
    }
}
