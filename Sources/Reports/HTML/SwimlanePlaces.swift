import Scenarios

/// Where lanes and steps of a swimlane are.
struct SwimlanePlaces {
    /// A lane.
    struct Lane {
        let label: String
        let x: Int
    }

    /// A line that stands for no step, or for several.
    struct Remark {
        let y: Int
        let lines: [String]
    }

    let lanes: [Lane]
    let records: [String]
    let workers: Int
    let laneWidth: Int
    /// What short names of lanes mean; nil where they are whole.
    let key: String?
    /// Where the lanes end.
    let end: Int
    /// Where words begin.
    let wordsX: Int
    /// How many characters a line of words may have.
    private let lineLength: Int
    private(set) var height = 0
    private(set) var remarks: [Remark] = []
    private var tops: [Int: Int] = [:]
    private var words: [Int: [String]] = [:]
    private let shown: [Int]

    init(_ script: TimelineScript, excerpt: HistoryExcerpt, start: Int, room: Int) {
        workers = script.lines.first?.workers.count ?? 0
        var records: [String] = []
        for row in script.lines.flatMap(\.rows) where !records.contains(row.record) { records.append(row.record) }
        self.records = records.sorted()
        let isNarrow = workers + self.records.count > 6
        laneWidth = isNarrow ? 30 : 64
        let names =
            isNarrow
            ? ["up", "co"] + (0..<workers).map { "w\($0 + 1)" } + self.records
            : ["upstream", "consumer"] + (0..<workers).map { "worker \($0 + 1)" } + self.records.map { "row \($0)" }
        key = isNarrow ? "up: upstream, co: consumer, w: worker, letters: rows" : nil
        let width = laneWidth
        lanes = names.enumerated().map { Lane(label: $1, x: start + $0 * width + width / 2) }
        end = start + names.count * laneWidth
        wordsX = end + 14
        lineLength = (room - wordsX) / Swimlane.characterWidth
        shown = excerpt.steps
        for part in excerpt.parts {
            switch part {
            case .steps(let range):
                for index in range {
                    let lines = broken(Self.text(script.lines[index]))
                    (tops[index], words[index]) = (height, lines)
                    height += Self.height(lines)
                }
            case .leftOut(let count): remark("… \(count.counted("step")) left out …")
            case .fairPhase: remark(Phrases.fairPhase)
            }
        }
    }

    private mutating func remark(_ text: String) {
        let lines = broken(text)
        remarks.append(Remark(y: height, lines: lines))
        height += Self.height(lines)
    }

    /// What happened in a step: in brief where that would be long.
    private static func text(_ line: TimelineLine) -> String {
        let text = line.parts().joined(separator: " · ")
        return text.count > 78 ? line.parts(isBrief: true).joined(separator: " · ").cut(to: 78, TextStyle()) : text
    }

    private func broken(_ text: String) -> [String] {
        TextStyle(width: lineLength).wrap(text, label: "").split(separator: "\n").map(String.init)
    }

    private static func height(_ lines: [String]) -> Int {
        Swimlane.rowHeight + Swimlane.lineHeight * max(0, lines.count - 1)
    }

    /// The words of a step, line by line.
    func words(of step: Int) -> [String] { words[step] ?? [] }

    /// How many characters the longest line of words has.
    var longestLine: Int { (words.values.flatMap { $0 } + remarks.flatMap(\.lines)).map(\.count).max() ?? 0 }

    /// Lines of words as they stand in a row that begins at a height.
    func labels(_ lines: [String], below top: Int) -> [Swimlane.Label] {
        lines.enumerated().map { .init(x: wordsX, y: top + 18 + $0 * Swimlane.lineHeight, label: $1) }
    }

    /// The height of a step's row.
    func height(of step: Int) -> Int { Self.height(words(of: step)) }

    func top(of step: Int) -> Int { tops[step] ?? 0 }

    var upstream: Int { lanes[0].x }
    var consumer: Int { lanes[1].x }

    func worker(_ number: Int) -> Int? { (1...max(1, workers)).contains(number) ? lanes[number + 1].x : nil }

    func row(_ record: String) -> Int? { records.firstIndex(of: record).map { lanes[2 + workers + $0].x } }

    /// What lies between the steps: each worker's state, and each row that is there.
    func bands(_ script: TimelineScript) -> [Swimlane.Band] {
        var bands: [Swimlane.Band] = []
        for worker in 0..<workers {
            add(&bands, x: lanes[worker + 2].x) {
                script.lines[$0].states[worker]
            } isDrawn: {
                $0 != .idle
            }
        }
        for record in records {
            var isThere = false
            let before = script.lines.map { line in
                defer { if let row = line.rows.last(where: { $0.record == record }) { isThere = row.isThere } }
                return isThere
            }
            add(&bands, x: row(record) ?? 0) {
                before[$0] ? WorkerState?.none : .idle
            } isDrawn: {
                $0 == nil
            }
        }
        return bands
    }

    /// Joins neighbours that are alike: from the middle of one step to the middle of the next.
    private func add(
        _ bands: inout [Swimlane.Band], x: Int, state: (Int) -> WorkerState?, isDrawn: (WorkerState?) -> Bool
    ) {
        var open: (state: WorkerState?, y: Int)?
        for (earlier, later) in zip(shown, shown.dropFirst()) {
            // The state before a step is the one after those that come before it.
            let state = state(later)
            if let band = open, band.state != state {
                let end = top(of: earlier) + Swimlane.rowHeight / 2
                bands.append(Swimlane.Band(x: x, y: band.y, height: end - band.y, state: band.state))
                open = nil
            }
            if open == nil, isDrawn(state) { open = (state, top(of: earlier) + Swimlane.rowHeight / 2) }
        }
        if let band = open, let last = shown.last {
            let end = top(of: last) + Swimlane.rowHeight / 2
            bands.append(Swimlane.Band(x: x, y: band.y, height: end - band.y, state: band.state))
        }
    }
}
