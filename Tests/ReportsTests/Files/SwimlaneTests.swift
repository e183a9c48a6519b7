import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct SwimlaneTests {
    private func swimlane(_ steps: [Step], _ script: TimelineScript) -> Swimlane {
        let violation = Violation(property: .liveness, step: steps.count, record: nil, because: "")
        return Swimlane(
            script, excerpt: HistoryExcerpt(script.lines.map(\.isFree)), mark: HistoryMark(violation),
            href: { "#\($0)" })
    }

    @Test("Beside the steps, on a screen of 1280 px, no word is cut", arguments: [Samples.race, Samples.trouble])
    func width(steps: [Step]) {
        let script = TimelineScript(steps, workers: 2, consumer: nil)
        let picture = swimlane(steps, script)
        #expect(picture.width <= 712)
        #expect(picture.swimRows.contains { $0.wordLines.count > 1 })
        let longest = (picture.swimRows.flatMap(\.wordLines) + picture.remarks).map { label in
            label.x + label.label.count * Swimlane.characterWidth
        }
        #expect(longest.allSatisfy { $0 <= picture.width })
    }

    @Test("Words that take several lines stay whole, and rows do not overlap")
    func rows() throws {
        let script = TimelineScript(Samples.race, workers: 2, consumer: nil)
        let rows = swimlane(Samples.race, script).swimRows
        #expect(
            rows.map { $0.wordLines.map(\.label).joined(separator: " ") }
                == script.lines.map { $0.parts().joined(separator: " · ") })
        for (row, next) in zip(rows, rows.dropFirst()) { #expect(row.top + row.rowHeight == next.top) }
        for row in rows { #expect(try #require(row.wordLines.last).y < row.top + row.rowHeight) }
    }
}
