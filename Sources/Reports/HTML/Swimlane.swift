import Scenarios

/// A history as a picture: time runs downward, each party has a lane.
///
/// It holds coordinates alone; the template draws them.
struct Swimlane {
    let width: Int
    let height: Int
    let headHeight = 30
    let laneHeads: [Label]
    let guides: [Line]
    let bands: [Band]
    let swimRows: [SwimRow]
    let remarks: [Label]
    let end: Int
    /// The records whose rows have lanes.
    let records: [String]
    /// What short names of lanes mean.
    let key: String?
    /// The states that occur, for the legend.
    let samples: [Sample]

    struct Label {
        let x: Int
        let y: Int
        let label: String
    }

    struct Line {
        let x1: Int
        let y1: Int
        let x2: Int
        let y2: Int
    }

    /// What a worker is in, or a row that is there, between two steps.
    struct Band {
        let x: Int
        let y: Int
        let height: Int
        let isHolding: Bool
        let isBlocked: Bool
        let isPaused: Bool
        let isFrozen: Bool
        let isRow: Bool

        init(x: Int, y: Int, height: Int, state: WorkerState?) {
            self.x = x
            self.y = y
            self.height = height
            isHolding = state == .holding
            isBlocked = state == .blocked
            isPaused = state == .paused
            isFrozen = state == .frozen
            isRow = state == nil
        }
    }

    struct Sample {
        let band: Band
        let meaning: String
    }

    /// One step.
    struct SwimRow {
        let rowHref: String
        let rowNumber: String
        let top: Int
        let middle: Int
        let textY: Int
        let rowHeight: Int
        let rowWidth: Int
        /// What happened, line by line.
        let wordLines: [Label]
        let isBad: Bool
        let arrows: [Arrow]
        let dots: [Label]
        let rings: [Label]
        let crosses: [Label]
        let versions: [Version]
    }

    struct Arrow {
        let from: Int
        let to: Int
        let at: Int
        /// The head's corners.
        let head: String
    }

    /// A row's state at a step.
    struct Version {
        let left: Int
        let upper: Int
        let boxWidth: Int
        let centre: Int
        let base: Int
        let text: String
        let isDeleted: Bool
    }

    /// The height of a step whose words take one line.
    static let rowHeight = 28
    /// What each further line adds.
    static let lineHeight = 17
    /// The width of a character: a system font's are about this wide at 13 px, in bold type too.
    static let characterWidth = 7
    private static let numberWidth = 54
    /// How wide the picture may be beside the steps on a screen of 1280 px.
    private static let room = 700

    init(
        _ script: TimelineScript, excerpt: HistoryExcerpt, mark: HistoryMark, href: (Int) -> String
    ) {
        let places = SwimlanePlaces(script, excerpt: excerpt, start: Self.numberWidth, room: Self.room)
        records = places.records
        key = places.key
        let full = places.wordsX + max(24, places.longestLine) * Self.characterWidth + 12
        width = full
        height = places.height
        end = places.end
        laneHeads = places.lanes.map { Label(x: $0.x, y: 19, label: $0.label) }
        guides = places.lanes.map { Line(x1: $0.x, y1: 0, x2: $0.x, y2: places.height) }
        bands = places.bands(script)
        remarks = places.remarks.flatMap { places.labels($0.lines, below: $0.y) }
        swimRows = excerpt.steps.map { index in
            let top = places.top(of: index)
            let line = script.lines[index]
            let drawn = SwimlaneStrokes(script.steps[index], line, places: places, y: top + Self.rowHeight / 2)
            return SwimRow(
                rowHref: href(line.number), rowNumber: "\(line.number)", top: top, middle: top + Self.rowHeight / 2,
                textY: top + 18, rowHeight: places.height(of: index), rowWidth: full,
                wordLines: places.labels(places.words(of: index), below: top), isBad: line.number == mark.step,
                arrows: drawn.arrows, dots: drawn.dots, rings: drawn.rings,
                crosses: drawn.crosses, versions: drawn.versions)
        }
        let states = WorkerState.allCases.filter { state in
            state != .idle && script.lines.contains { $0.states.contains(state) }
        }
        samples =
            states.map { Sample(band: Band(x: 9, y: 2, height: 14, state: $0), meaning: $0.meaning) }
            + [Sample(band: Band(x: 9, y: 2, height: 14, state: nil), meaning: "the row is there")]
    }
}
