import Scenarios

/// A failure's history as text: a line for each choice; a column for upstream, each worker, the consumer, and each
/// row.
///
/// The workers' columns tell as much as there is room for. Where even the briefest words do not fit beside each
/// other, each line names its worker instead.
struct TimelineTable {
    private let script: TimelineScript
    private let mark: HistoryMark
    private let workers: Int
    private let records: [String]
    /// The choices, from 1, that may as well come after the next one.
    private let loose: Set<Int>
    private let style: TextStyle

    init(_ steps: [Step], mark: HistoryMark, workers: Int, loose: [Int] = [], style: TextStyle) {
        script = TimelineScript(steps, workers: workers, consumer: mark.consumer)
        self.mark = mark
        self.workers = workers
        self.loose = Set(loose)
        self.style = style
        var records: [String] = []
        for row in script.lines.flatMap(\.rows) where !records.contains(row.record) { records.append(row.record) }
        self.records = records.sorted()
    }

    /// The table, a line each.
    func lines() -> [String] {
        for layout in layouts {
            let table = cells(layout)
            let widths = table.widths
            if widths.reduce(0, +) + 2 * (widths.count - 1) + 2 <= style.width {
                return draw(table, widths, isBrief: layout.isBrief)
            }
        }
        return drawList()
    }

    /// What may be said briefly, or in fewer columns.
    private struct Layout {
        var isBrief = false
        /// One column for all rows.
        var joinsRows = false
        /// One column for upstream and consumer.
        var joinsUpstream = false
    }

    private var layouts: [Layout] {
        [
            Layout(), Layout(isBrief: true), Layout(isBrief: true, joinsUpstream: true),
            Layout(isBrief: true, joinsRows: true), Layout(isBrief: true, joinsRows: true, joinsUpstream: true),
        ].filter { !$0.joinsRows || records.count > 1 }
    }

    // MARK: Side by side

    private struct Cells {
        var head: [String]
        var body: [[String]]

        var widths: [Int] {
            head.indices.map { column in ([head] + body).map { $0[column].count }.max() ?? 0 }
        }
    }

    private func cells(_ layout: Layout) -> Cells {
        let rows = layout.joinsRows ? ["rows"] : records.isEmpty ? ["row"] : records.map { "row \($0)" }
        let head =
            ["#"] + (layout.joinsUpstream ? [] : ["upstream"]) + (1...max(1, workers)).map { "worker \($0)" }
            + [layout.joinsUpstream ? "sequin" : "consumer"] + rows
        var body = script.lines.map { line in
            let deeds = zip(line.workers, line.states).map { deeds, state in
                // Where a worker does nothing, its column says what it is meanwhile.
                deeds.isEmpty
                    ? state.mark
                    : Deed.joined(deeds, isBrief: layout.isBrief)
            }
            let upstream = layout.joinsUpstream ? [] : [line.upstream]
            // What upstream did says by itself what is ready, unless it is withheld.
            let isTold = layout.joinsUpstream && !line.upstream.isEmpty
            let consumer = isTold ? [line.upstream] + (line.isWithheld ? ["withheld"] : []) : line.consumer
            return [number(line)] + upstream + deeds + [consumer.joined(separator: ", ")]
                + rowCells(line, layout)
        }
        // Before anything happens the rows are absent: seen once, the other lines tell of changes alone.
        if !body.isEmpty, !layout.joinsRows {
            for index in (head.count - rows.count)..<head.count where body[0][index].isEmpty { body[0][index] = "–" }
        }
        return Cells(head: head.map(style.words), body: body.map { $0.map(style.words) })
    }

    private func rowCells(_ line: TimelineLine, _ layout: Layout) -> [String] {
        guard !layout.joinsRows, !records.isEmpty else {
            return [line.rows.map(\.sentence).joined(separator: ", ")]
        }
        return records.map { record in
            line.rows.filter { $0.record == record }.map { layout.isBrief ? $0.brief : $0.full }
                .joined(separator: ", ")
        }
    }

    private func draw(_ table: Cells, _ widths: [Int], isBrief: Bool) -> [String] {
        let head = zip(table.head, widths).enumerated().map { column, cell in
            column == 0 ? cell.0.rightAligned(to: cell.1) : cell.0.padded(to: cell.1)
        }
        var lines = [style.ink(.faint, "  " + trimmed(head.joined(separator: "  ")))]
        var remarks = Remarks(style)
        lines += capped { index in
            let cells = zip(table.body[index], widths).enumerated().map { column, cell in
                column == 0 ? cell.0.rightAligned(to: cell.1) : cell.0.padded(to: cell.1)
            }
            return [marked(trimmed(cells.joined(separator: "  ")), index: index)]
                + remarks.lines(below: script.lines[index], isBrief: isBrief)
        }
        let legend = legend(explainsMark: isBrief && table.body.contains { $0.contains { $0.contains(check) } })
        lines += explained(legend)
        return lines
    }

    private var check: String { style.words("✓") }

    /// A legend, a line each.
    private func explained(_ legend: String) -> [String] {
        guard !legend.isEmpty else { return [] }
        // One ink for all of it: the label's own would end the fainter one.
        var plain = style
        plain.hasColor = false
        return plain.wrap(legend, label: "  ").split(separator: "\n").map { style.ink(.faint, String($0)) }
    }

    /// What the marks mean that occur.
    private func legend(explainsMark: Bool) -> String {
        let shown = Set(
            script.lines.flatMap { line in
                zip(line.workers, line.states).compactMap { deeds, state in deeds.isEmpty ? state : nil }
            })
        let marks = WorkerState.allCases.filter { shown.contains($0) && !$0.mark.isEmpty }
            .map { "\($0.mark) \($0.meaning)" }
        return
            (marks + (explainsMark ? ["✓ has been applied"] : [])
            + (loose.isEmpty ? [] : ["* may as well come after the next"])).joined(separator: ", ")
    }

    private func number(_ line: TimelineLine) -> String {
        "\(line.number)" + (loose.isEmpty ? "" : loose.contains(line.number) ? "*" : " ")
    }

    // MARK: One below the other

    /// Where columns have no room for words, one character tells what each worker is, and the words follow.
    private func drawList() -> [String] {
        let digits = script.lines.map { number($0).count }.max() ?? 1
        var isBrief = false
        var remarks = Remarks(style)
        let lines = capped { index in
            let line = script.lines[index]
            let start = number(line).rightAligned(to: digits) + "  " + marks(line) + "  "
            let words = [false, true].map { style.words(line.parts(isBrief: $0).joined(separator: " · ")) }
            let fits = start.count + words[0].count <= style.width - 2
            if !fits { isBrief = true }
            return [marked((start + (fits ? words[0] : words[1])).cut(to: style.width - 2, style), index: index)]
                + remarks.lines(below: line, isBrief: !fits)
        }
        let legend = ["\(WorkerState.acting) the worker that acts", legend(explainsMark: isBrief)]
        return lines + explained(legend.filter { !$0.isEmpty }.joined(separator: ", "))
    }

    private func marks(_ line: TimelineLine) -> String {
        let marks = zip(line.workers, line.states).map { deeds, state in
            !deeds.isEmpty ? WorkerState.acting : state == .idle ? " " : state.mark
        }
        return marks.map(style.words).joined()
    }

    // MARK: Both

    private func capped(_ draw: (Int) -> [String]) -> [String] {
        HistoryExcerpt(script.lines.map(\.isFree)).parts.flatMap { part in
            switch part {
            case .steps(let range): range.flatMap(draw)
            case .leftOut(let count): [style.ink(.faint, style.words("  … \(count.counted("step")) left out …"))]
            case .fairPhase:
                [style.ink(.faint, style.words("  – \(Phrases.fairPhase) –"))]
            }
        }
    }

    private func marked(_ line: String, index: Int) -> String {
        guard index + 1 == mark.step else { return "  " + line }
        guard mark.isViolation else { return style.ink(.doubtful, "? " + line) }
        return style.ink(.bad, (style.isUnicode ? "✗ " : "> ") + line)
    }

    private func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
