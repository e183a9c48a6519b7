import Foundation
import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

/// What a budget was too short for, in every report.
@Suite(.ownTime) struct BudgetShortfallTests {
    private func summary(_ results: [CellResult]) -> RunSummary {
        Samples.summary(
            results.map { Judgement.matrix($0, expectation: $0.scenario == "in-order" ? nil : .init(.violated)) })
    }

    // The second takes 2 s / 40 * 600 = 30 s. The third was never begun: 4 s / 240 * 400 = 7 s. Shared out among two
    // cells, 60 s are enough for the second, and before it 2 s have gone; the command spent 8.3 s on other things.
    private let sentence =
        "2 cells were cut short by --budget: the longest, naive · late-ack ran 40 of 600 schedules and needs about 30s; "
        + "raise --budget to about 90s"

    @Test func whatItWouldHaveTaken() throws {
        let shortfall = try #require(summary(Samples.cutShort).shortfall)
        #expect(shortfall.cells == 2)
        #expect(shortfall.seconds == 90)
        #expect(shortfall.sentence == sentence)
    }

    @Test func oneCell() {
        #expect(
            BudgetShortfall(Array(Samples.cutShort.prefix(2)), seconds: 5)?.sentence
                == "1 cell was cut short by --budget: naive · late-ack ran 40 of 600 schedules and needs about 30s; "
                + "raise --budget to about 40s")
    }

    @Test("Where it cannot be told, nothing is guessed: of an exhaustive exploration, or of several machines")
    func unknown() {
        var results = Samples.cutShort
        results[1].cutShort = CutShort(planned: nil)
        results[2].cutShort = CutShort(planned: nil)
        #expect(
            BudgetShortfall(results, seconds: 5)?.sentence == "2 cells were cut short by --budget; raise --budget")
        var merged = summary(Samples.cutShort)
        merged.isMerged = true
        #expect(merged.shortfall?.seconds == nil)
        #expect(merged.shortfall?.sentence.hasSuffix("needs about 30s; raise --budget") == true)
    }

    @Test func enoughIsNotMentioned() {
        #expect(summary([Samples.result("naive", "in-order", .sampled)]).shortfall == nil)
    }

    @Test("A violation that is expected and was not found in time is no difference from what is expected")
    func isNoComplaint() {
        #expect(summary(Samples.cutShort).judgements.allSatisfy { $0.complaint == nil })
    }

    @Test func everyReportSaysSo() throws {
        let run = summary(Samples.cutShort)
        let style = TextStyle(width: 200)
        let settings = VerificationSettings()
        for totals in [
            MatrixReport(run.judgements, style: style).totals(
                settings: settings, postgres: "15.1", seconds: run.seconds, shortfall: run.shortfall),
            VerifyReport.totals(
                run.judgements, settings: settings, postgres: "15.1", seconds: run.seconds, shortfall: run.shortfall,
                style: style),
        ] {
            #expect(totals.contains("budget  \(sentence)\n"))
        }
        let json = JSONReport(
            command: "matrix", strategies: [], settings: settings, postgres: "15.1", cells: 3, seconds: run.seconds,
            judgements: run.judgements)
        #expect(json.cutShort?.cells == 2 && json.cutShort?.seconds == 90)
        for text in [
            String(decoding: try JUnitReport(run).encoded(), as: UTF8.self),
            MarkdownReport(run).text().replacing("\\", with: ""),
        ] { #expect(text.contains("naive · late-ack ran 40 of 600 schedules")) }
        let page = String(decoding: try PageReport(run).encoded(), as: UTF8.self)
        #expect(page.contains("<p class=\"incomplete\"><strong>2 cells were cut short by --budget"))
    }
}
