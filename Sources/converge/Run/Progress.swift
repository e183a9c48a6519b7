import Scenarios

/// Tells how far a command is: one line on a terminal, else a line for each finished cell and at least one a minute.
struct Progress {
    private let cells: [(strategy: String, scenario: String)]
    private let console: Console
    private let announcesCells: Bool
    private var done = 0
    /// How far the present cell is.
    var cell: CellProgress?
    private var since = ContinuousClock.now
    private var lastSaid = ContinuousClock.now
    private var isStarting = true

    init(cells: [(String, String)], console: Console, announcesCells: Bool) {
        self.cells = cells
        self.console = console
        self.announcesCells = announcesCells
    }

    mutating func status(_ text: String) { console.status(text) }

    mutating func tick() {
        guard done < cells.count else { return }
        let now = ContinuousClock.now
        let (strategy, scenario) = cells[done]
        let seconds = Int((now - since) / .seconds(1))
        var text = "[\(done + 1)/\(cells.count)] \(strategy) · \(scenario)"
        if let cell { text += " · \(cell.schedules.counted("schedule"))" }
        if seconds >= 2 {
            text += " · \(seconds) s"
            if let cell { text += ", \(cell.schedules / seconds)/s" }
        }
        if let pending = cell?.pending { text += ", \(pending.counted("subtree")) left" }
        console.status(text)
        guard !console.hasStatusLine, !console.isQuiet, now - lastSaid >= .seconds(60) else { return }
        lastSaid = now
        console.say("still at \(text)")
    }

    mutating func finished(_ result: CellResult) {
        done += 1
        cell = nil
        since = .now
        guard announcesCells, !console.hasStatusLine, !console.isQuiet else { return }
        lastSaid = since
        let property = result.property.map { " \($0.rawValue)" } ?? ""
        console.say(
            "[\(done)/\(cells.count)] \(result.strategy) · \(result.scenario): \(result.verdict.rawValue)\(property)")
    }
}
