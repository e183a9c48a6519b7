import Foundation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What docs/strategies.md says of keys, values and versions has been run.
@Suite(.ownTime) struct DocumentedKeysTests {
    /// The quoted files of a section, in order: language and text.
    private static func quotes(of heading: String) throws -> [(language: String, text: String)] {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../docs/strategies.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## \(heading)\n").dropFirst().first)
            .components(separatedBy: "\n## ")[0]
        return section.components(separatedBy: "\n```").dropFirst().enumerated().compactMap { index, part in
            guard index.isMultiple(of: 2), let end = part.firstIndex(of: "\n") else { return nil }
            return (String(part[..<end]), String(part[part.index(after: end)...]))
        }
    }

    @Test func `each example holds, and the refusal is what is refused`() async throws {
        let quotes = try Self.quotes(of: "A table of one's own")
        let sql = quotes.filter { $0.language == "sql" }.map(\.text)
        let settings = quotes.filter { $0.language == "yaml" }.map(\.text)
        let samples = try #require(quotes.first { $0.language == "jsonl" }).text
        #expect(sql.count == 5)
        #expect(settings.count == 7)
        for yaml in settings {
            let (schema, upsert) =
                yaml.contains("key: [")
                ? (sql[2], sql[3])
                : (sql[0], yaml.contains("version: changed_at") ? sql[4] : sql[1])
            var table = OwnTable(schema, upsert: upsert, settings: yaml, more: ["samples.jsonl": samples])
            table.schedules = 10
            try await table.expectHolds("in-order", "ack-wait-race", "delete-race")
        }
        let small = OwnTable(
            sql[0].replacing("revision bigint", with: "revision integer"), upsert: sql[1], settings: settings[0])
        let refusal = try #require(try await small.refusal())
        let console = try #require(quotes.first { $0.language.isEmpty }).text
        #expect(console.contains(refusal), "\(refusal)")
    }
}
