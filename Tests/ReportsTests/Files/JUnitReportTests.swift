import Foundation
import FoundationXML
import Syncer
import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct JUnitReportTests {
    /// An element, as a parser that is not ours sees it.
    private final class Element {
        var name = ""
        var attributes: [String: String] = [:]
        var children: [Element] = []
        var text = ""

        func all(_ name: String) -> [Element] {
            children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) }
        }
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var open = [Element()]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            let element = Element()
            element.name = name
            element.attributes = attributes
            open[open.count - 1].children.append(element)
            open.append(element)
        }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
            open.removeLast()
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { open[open.count - 1].text += string }
    }

    private func parsed(_ summary: RunSummary) throws -> Element {
        let parser = XMLParser(data: try JUnitReport(summary).encoded())
        let reader = Reader()
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        return reader.open[0]
    }

    @Test func eachCellIsACase() throws {
        let root = try parsed(Samples.run)
        let suites = try #require(root.children.first)
        #expect(suites.name == "testsuites")
        #expect(suites.attributes["name"] == "converge verify")
        #expect(
            ["tests", "failures", "errors", "skipped", "time"].map { suites.attributes[$0] }
                == ["6", "2", "1", "1", "12.346"])
        let cases = suites.all("testcase")
        #expect(cases.map { $0.attributes["classname"] } == Array(repeating: "converge.naive", count: 6))
        #expect(
            cases.map { $0.attributes["name"] } == [
                "in-order (fenced)", "ack-wait-race (fenced)", "late-ack (fenced)", "delete-race (fenced)",
                "slow-worker (fenced)", "server-crash (fenced)",
            ])
        #expect(
            cases.map { $0.children.map(\.name) } == [
                ["system-out"], ["failure"], ["system-out"], ["failure"], ["error"], ["skipped"],
            ])
        #expect(cases[1].attributes["time"] == "1.500")
    }

    @Test func reasonAndReplayComeFirst() throws {
        let failure = try #require(try parsed(Samples.run).all("failure").first)
        #expect(failure.attributes["type"] == "monotonic-versions")
        #expect(
            failure.attributes["message"] == "violates monotonic-versions: \(Samples.raceViolation.because)")
        let lines = failure.text.split(separator: "\n")
        #expect(lines[0] == "because  \(Samples.raceViolation.because)")
        #expect(lines[1] == "replay   converge replay 'a b.json'")
        // A log may be all that is left.
        #expect(lines[2].hasPrefix("or       converge replay --token c3."))
        #expect(lines.contains { $0.contains("✗ 7") })
        let stale = try #require(try parsed(Samples.run).all("failure").last)
        #expect(stale.text.hasPrefix("because  strategy.yml accepts a violation"))
    }

    @Test func controlCharactersAreStripped() throws {
        let error = try #require(try parsed(Samples.run).all("error").first)
        #expect(error.attributes["message"] == "no <time> & no [31mluck")
        #expect(XMLText.clean("a\u{0}\u{FFFE}\u{85}b\tc\r\nd\u{1F600}") == "ab\tc\nd\u{1F600}")
    }

    @Test func nothingBecomesMarkup() throws {
        // A quote with an accent on it is one character to Swift, and ends an attribute all the same.
        let hostile = "\"\u{301} x='<failure/>]]>&amp;<\u{301}\u{1B}"
        let skipped = Judgement(result: Samples.result(hostile, "x", .skipped, because: hostile))
        let open = Judgement(result: Samples.result("s", "y", .inconclusive, because: hostile))
        let root = try parsed(Samples.summary([skipped, open]))
        let clean = String(hostile.dropLast())
        #expect(root.all("skipped").first?.attributes["message"] == clean)
        #expect(root.all("testsuite").first?.attributes["name"] == clean)
        #expect(root.all("error").first?.text.contains(clean) == true)
        #expect(root.all("failure").isEmpty)
    }

    @Test func namesAreUniqueAndStable() throws {
        let one = Judgement(result: Samples.result("a.b", "in-order", .sampled))
        let names = try parsed(Samples.summary([one, one, one])).all("testcase").map { $0.attributes["classname"] }
        #expect(names == ["converge.a_b", "converge.a_b-2", "converge.a_b-3"])
    }
}
