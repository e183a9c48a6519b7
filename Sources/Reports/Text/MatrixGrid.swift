import Scenarios

/// A table of verdicts, in whichever of several layouts fits.
struct MatrixGrid {
    private let rows: [String]
    private let columns: [String]
    private let style: TextStyle
    private let cell: (String, String) -> Judgement?

    init(rows: [String], columns: [String], style: TextStyle, cell: @escaping (String, String) -> Judgement?) {
        self.rows = rows
        self.columns = columns
        self.style = style
        self.cell = cell
    }

    static func holds(_ style: TextStyle) -> String { style.isUnicode ? "✓" : "ok" }
    static func fails(_ style: TextStyle) -> String { style.isUnicode ? "✗" : "X" }

    private var nameWidth: Int { rows.map { style.words($0).count }.max() ?? 0 }

    /// Full names over the columns, broken at hyphens; properties as words. Nil if it does not fit.
    func wide() -> [String]? {
        let heads = columns.map { broken(style.words($0)) }
        let widths = columns.indices.map { index in
            let cells = rows.map { plain(cell($0, columns[index]), isWide: true).count }
            return (heads[index].map(\.count) + cells).max() ?? 0
        }
        guard fits(widths, gap: 2) else { return nil }
        let height = heads.map(\.count).max() ?? 0
        var lines = (0..<height).map { level in
            let words = heads.indices.map { index in
                // At the bottom, so that a name ends where its column begins.
                let start = height - heads[index].count
                return (level >= start ? heads[index][level - start] : "").padded(to: widths[index])
            }
            return style.ink(.faint, line("", words, gap: 2))
        }
        lines += body(widths, isWide: true, gap: 2)
        return lines
    }

    /// Numbers over the columns, and their names below; properties as letters. Nil if it does not fit.
    func narrow() -> [String]? {
        let heads = columns.indices.map { "\($0 + 1)" }
        var widths = columns.indices.map { index in
            let cells = rows.map { plain(cell($0, columns[index]), isWide: false).count }
            return (cells + [heads[index].count]).max() ?? 0
        }
        // Even columns are easier to follow, where there is room for them.
        let even = Array(repeating: widths.max() ?? 0, count: widths.count)
        if fits(even, gap: 2) { widths = even }
        guard fits(widths, gap: 2) else { return nil }
        let numbers = zip(heads, widths).map { $0.padded(to: $1) }
        return [style.ink(.faint, line("", numbers, gap: 2))] + body(widths, isWide: false, gap: 2) + [""] + names()
    }

    /// A line for each cell.
    func list() -> [String] {
        rows.flatMap { row in
            columns.compactMap { column in
                cell(row, column).map { style.words("\(row) · \(column): ") + shown($0, isWide: true) }
            }
        }
    }

    private func fits(_ widths: [Int], gap: Int) -> Bool {
        nameWidth + widths.reduce(0) { $0 + $1 + gap } <= style.width
    }

    private func body(_ widths: [Int], isWide: Bool, gap: Int) -> [String] {
        rows.map { row in
            let cells = zip(columns, widths).map { column, width in
                let judgement = cell(row, column)
                let padding = String(repeating: " ", count: width - plain(judgement, isWide: isWide).count)
                return shown(judgement, isWide: isWide) + padding
            }
            return line(style.words(row), cells, gap: gap)
        }
    }

    private func line(_ name: String, _ cells: [String], gap: Int) -> String {
        var text = name.padded(to: nameWidth)
        for cell in cells { text += String(repeating: " ", count: gap) + cell }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// `ack-wait-race` on three lines.
    private func broken(_ name: String) -> [String] {
        name.split(separator: " ").flatMap { word in
            let parts = word.split(separator: "-").map(String.init)
            return parts.indices.map { $0 < parts.count - 1 ? parts[$0] + "-" : parts[$0] }
        }
    }

    /// The columns' names by number, as many on a line as fit.
    private func names() -> [String] {
        let entries = columns.enumerated().map { "\($0 + 1) \(style.words($1))" }
        let width = (entries.map(\.count).max() ?? 0) + 2
        let perLine = max(1, style.width / width)
        return stride(from: 0, to: entries.count, by: perLine).map { start in
            let part = entries[start..<min(start + perLine, entries.count)]
            var text = part.map { $0.padded(to: width) }.joined()
            while text.last == " " { text.removeLast() }
            return style.ink(.faint, text)
        }
    }

    private func plain(_ judgement: Judgement?, isWide: Bool) -> String {
        guard let judgement else { return "" }
        let surprise = judgement.complaint == nil ? "" : "!"
        switch judgement.result.verdict {
        case .exhausted, .sampled: return Self.holds(style) + surprise
        case .violated:
            let property = judgement.result.property
            return Self.fails(style) + (isWide ? " \(property?.word ?? "")" : property?.letter ?? "") + surprise
        case .inconclusive: return "?" + surprise
        case .skipped: return style.words("–")
        }
    }

    private func shown(_ judgement: Judgement?, isWide: Bool) -> String {
        let text = plain(judgement, isWide: isWide)
        guard let judgement else { return text }
        if judgement.complaint != nil { return style.ink(.bad, text) }
        switch judgement.result.verdict {
        case .exhausted, .sampled: return style.ink(.good, text)
        case .inconclusive: return style.ink(.doubtful, text)
        case .violated, .skipped: return text
        }
    }
}
