import Scenarios

/// A failure on the page: why, what to try, the swimlane, and each step.
struct FailureContent {
    let anchor: String
    let name: String
    let headline: String
    /// One character that says what it is.
    let symbol: String
    let isSurprise: Bool
    /// Why it does not count, where it does not.
    let excuse: String?
    let because: String
    let hasReason: Bool
    let facts: [Fact]
    let replays: [String]
    let hasReplays: Bool
    let history: History?
    let isOpen: Bool

    struct Fact {
        let label: String
        let fact: String
    }

    /// What is shown of the steps.
    struct History {
        let swimlane: Swimlane
        let heads: [String]
        let tableRows: [TableRow]
        let steps: [StepContent]
        let cut: String?
        let states: [Swimlane.Sample]
    }

    /// A line of the table beside the swimlane.
    struct TableRow {
        /// The step's number; nil where the line stands for several.
        let number: String?
        let href: String?
        let tableCells: [String]
        let remark: String?
        let span: Int
        let isViolation: Bool
    }

    init(_ cell: PageCell, hasHistory: Bool, isOpen: Bool) {
        let account = cell.account
        anchor = cell.anchor
        name = account.name
        headline = account.headline
        symbol = account.mark
        isSurprise = account.outcome == .failed || account.outcome == .inconclusive
        excuse =
            isSurprise
            ? nil : account.result.accepted.map { "Accepted: \($0)" } ?? "Expected: the strategy's author says so."
        because = account.because ?? ""
        hasReason = account.because != nil
        replays = account.replays
        hasReplays = !replays.isEmpty
        let failure = account.judgement.failure
        var facts = [Fact(label: "Bounds", fact: Phrases.bounds(account.result.bounds))]
        if let failure { facts.append(Fact(label: "Size", fact: failure.size)) }
        if let order = failure?.order { facts.append(Fact(label: "Order", fact: order)) }
        if let values = failure?.values { facts.append(Fact(label: "Values", fact: values)) }
        facts.append(Fact(label: "Explored", fact: Self.explored(account.result)))
        if let advice = failure?.whatToTry { facts.append(Fact(label: "Try", fact: advice)) }
        if account.result.verdict == .violated, failure == nil {
            facts.append(Fact(label: "History", fact: "not known here: a replay shows it"))
        } else if !hasHistory, failure != nil {
            facts.append(
                Fact(label: "History", fact: "left out, since the page has \(PageReport.mostHistories) others"))
        }
        self.facts = facts
        history = hasHistory ? failure.map { History($0, anchor: cell.anchor) } : nil
        // What was to be expected need not be looked at.
        self.isOpen = isOpen && isSurprise
    }

    private static func explored(_ result: CellResult) -> String {
        let first = result.firstViolationAt.map { "found in schedule \($0), " } ?? ""
        let pruned = result.pruned > 0 ? " (\(result.pruned) pruned)" : ""
        let met = "\(result.hazards) of \(result.schedules.counted("schedule")) met the hazard\(pruned)"
        return first + met + ", \(result.statements.counted("statement"))"
    }
}

extension FailureContent.History {
    /// How many steps a page shows: it has more room than a terminal.
    static let longest = 150

    init(_ failure: FailureReport, anchor: String) {
        let workers = failure.file.bounds.workers
        let script = TimelineScript(failure.steps, workers: workers, consumer: failure.file.consumer)
        let excerpt = HistoryExcerpt(script.lines.map(\.isFree), longest: Self.longest)
        let mark = failure.file.mark
        func href(_ number: Int) -> String { "#\(anchor)/\(number)" }
        swimlane = Swimlane(script, excerpt: excerpt, mark: mark, href: href)
        let records = swimlane.records
        heads = ["Upstream"] + (0..<workers).map { "Worker \($0 + 1)" } + ["Consumer"] + records.map { "Row \($0)" }
        let span = heads.count
        tableRows = excerpt.parts.flatMap { part in
            switch part {
            case .steps(let range):
                range.map { index in
                    let line = script.lines[index]
                    return FailureContent.TableRow(
                        number: "\(line.number)", href: href(line.number), tableCells: Self.cells(line, records),
                        remark: nil, span: span, isViolation: line.number == mark.step)
                }
            case .leftOut(let count): [Self.remark("\(count.counted("step")) left out", span)]
            case .fairPhase: [Self.remark(Phrases.fairPhase.capitalizedFirst, span)]
            }
        }
        let shown = excerpt.steps
        steps = shown.enumerated().map { position, index in
            StepContent(
                failure.steps[index], script.lines[index], anchor: anchor, mark: mark,
                previous: position > 0 ? href(shown[position - 1] + 1) : nil,
                next: position + 1 < shown.count ? href(shown[position + 1] + 1) : nil,
                total: failure.steps.count, isLast: index == failure.steps.count - 1)
        }
        cut =
            excerpt.leftOut > 0
            ? "This history has \(failure.steps.count) steps, of which \(excerpt.leftOut) are left out here; the replay "
                + "goes through all of them." : nil
        states = swimlane.samples
    }

    private static func remark(_ text: String, _ span: Int) -> FailureContent.TableRow {
        FailureContent.TableRow(
            number: nil, href: nil, tableCells: [], remark: text, span: span + 1, isViolation: false)
    }

    private static func cells(_ line: TimelineLine, _ records: [String]) -> [String] {
        let workers = zip(line.workers, line.states).map { deeds, state in
            // A lane says in words what the picture draws as a band.
            deeds.isEmpty ? (state == .idle ? "" : "(\(state.meaning))") : Deed.joined(deeds, isBrief: false)
        }
        let rows = records.map { record in
            line.rows.filter { $0.record == record }.map(\.full).joined(separator: ", ")
        }
        return [line.upstream] + workers + [line.consumer.joined(separator: ", ")] + rows
    }
}
