import Scenarios

/// What is drawn of one step: who reaches whom, and what becomes of rows.
struct SwimlaneStrokes {
    private(set) var arrows: [Swimlane.Arrow] = []
    private(set) var dots: [Swimlane.Label] = []
    private(set) var rings: [Swimlane.Label] = []
    private(set) var crosses: [Swimlane.Label] = []
    private(set) var versions: [Swimlane.Version] = []
    private let places: SwimlanePlaces
    private let y: Int

    init(_ step: Step, _ line: TimelineLine, places: SwimlanePlaces, y: Int) {
        self.places = places
        self.y = y
        let worker = step.choice.worker.flatMap(places.worker)
        draw(step.choice, worker, isDelivered: step.notes.contains { $0.kind == .delivered })
        for (index, deeds) in line.workers.enumerated() where !deeds.isEmpty && index + 1 != step.choice.worker {
            if let x = places.worker(index + 1) { dot(x) }
        }
        let changed = line.rows.compactMap { row in places.row(row.record).map { (row, $0) } }
        if let worker, let last = changed.map(\.1).max() { arrow(worker, last - 16) }
        for (row, x) in changed { version(row, at: x) }
    }

    private mutating func draw(_ choice: Choice, _ worker: Int?, isDelivered: Bool) {
        let path = choice.action.account?.path
        let consumer = places.consumer
        guard let worker else {
            switch path {
            case .upstream: arrow(places.upstream, consumer)
            case .server: for row in places.records { places.row(row).map { cross($0) } }
            case .delivery, .request, .lateRequest, .lostRequest, .lostResponse, .statement, .unsentStatement,
                .unansweredStatement, .worker, .clock, nil:
                ring(consumer)
            }
            return
        }
        switch path {
        case .delivery: isDelivered ? arrow(consumer, worker) : ring(worker)
        case .request, .lateRequest: arrow(worker, consumer)
        case .lostRequest:
            dot(worker)
            cross((worker + consumer) / 2)
        case .lostResponse:
            // It arrives; what comes back does not.
            choice.call == "receive" ? dot(consumer) : arrow(worker, consumer)
            cross(worker)
        case .unsentStatement, .unansweredStatement, .worker(.breaks): cross(worker)
        case .worker(.rests): ring(worker)
        case .statement, .worker(.acts), .upstream, .server, .clock, nil: dot(worker)
        }
    }

    private mutating func dot(_ x: Int) { dots.append(.init(x: x, y: y, label: "")) }
    private mutating func ring(_ x: Int) { rings.append(.init(x: x, y: y, label: "")) }
    private mutating func cross(_ x: Int) { crosses.append(.init(x: x, y: y, label: "")) }

    private mutating func arrow(_ from: Int, _ to: Int) {
        let back = to > from ? -8 : 8
        dot(from)
        arrows.append(
            .init(from: from, to: to + back / 2, at: y, head: "\(to),\(y) \(to + back),\(y - 4) \(to + back),\(y + 4)"))
    }

    private mutating func version(_ row: RowWords, at x: Int) {
        let isDeleted = row.full.hasSuffix("deleted")
        let text = !row.isThere ? "gone" : String(row.brief.prefix { $0 != " " && $0 != "," })
        let width = max(24, 8 * text.count + 8)
        versions.append(
            .init(
                left: x - width / 2, upper: y - 10, boxWidth: width, centre: x, base: y + 4, text: text,
                isDeleted: isDeleted))
    }
}
