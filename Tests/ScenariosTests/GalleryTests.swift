import FakeSequin
import Foundation
import OrderedCollections
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// The shapes of docs/gallery.md, below `Examples/Gallery`: each does what it says of itself, as it is met and repaired, and
/// the page quotes what is there.
@Suite(.ownTime) struct GalleryTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let folder = root.appending(path: "Examples/Gallery").path

    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    static let shapes = names.filter { !$0.hasSuffix("-repaired") }

    private static func page() throws -> String {
        try String(contentsOf: root.appending(path: "docs/gallery.md"), encoding: .utf8)
    }

    @Test("A shape does what its expect says, and what is said of it is on the page", arguments: names)
    func expectations(name: String) async throws {
        let tested = try StrategyUnderTest.load(folder: "\(Self.folder)/\(name)")
        #expect(!tested.expectations.expect.isEmpty)
        for (scenario, expectations) in tested.expectations.expect {
            let expectation = try #require(expectations.first)
            let holds = expectation.verdict == .holds
            let cell = try await Self.cell(tested.strategy, scenario, schedules: holds ? 60 : 400)
            let words: Comment = "\(name) in \(scenario): \(cell.result.because ?? "no reason")"
            #expect(cell.result.verdict == (holds ? .sampled : .violated), words)
            if let property = expectation.property { #expect(cell.result.property == property, words) }
            guard !holds else { continue }
            let advice = try #require(cell.failure?.advice?.text, "\(name) in \(scenario) is advised nothing")
            let text = try Self.page().split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(text.contains(cell.result.because ?? "?"), words)
            #expect(text.contains(advice), "\(name) in \(scenario): try \(advice)")
        }
    }

    private static func cell(_ strategy: Strategy, _ scenario: String, schedules: Int) async throws -> CellOutcome {
        var settings = VerificationSettings()
        settings.schedules = schedules
        settings.worlds = 2
        return try await TestServer.cell(strategy, in: try #require(Catalogue.scenario(named: scenario)), settings)
    }

    @Test("Each of the ten shapes is there as it is met and repaired, and quoted as it is")
    func pairs() throws {
        #expect(Self.shapes.count == 10)
        #expect(Self.names.count == 20)
        let page = try Self.page()
        for name in Self.names {
            let text = try String(contentsOfFile: "\(Self.folder)/\(name)/upsert.sql", encoding: .utf8)
            let batch = try? String(contentsOfFile: "\(Self.folder)/\(name)/batch.sql", encoding: .utf8)
            #expect(page.contains(batch ?? text), "\(name)")
        }
        for shape in Self.shapes { #expect(Self.names.contains("\(shape)-repaired")) }
    }
}
