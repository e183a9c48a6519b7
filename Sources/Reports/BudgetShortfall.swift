import Scenarios

/// What a budget was too short for, and what would do.
public struct BudgetShortfall: Hashable, Sendable, Codable {
    /// How many cells it has cut short, those that were never begun among them.
    public var cells: Int
    /// The budget in seconds that all cells would have needed, as far as their schedules tell; nil where they do not.
    public var seconds: Double?
    /// The cell that needs longest, and how far it came.
    private var longest: String?

    enum CodingKeys: String, CodingKey {
        case cells, seconds
    }

    /// Looks for cells that were cut short.
    ///
    /// - Parameters:
    ///   - results: All cells, in the order in which they were run.
    ///   - seconds: How long the whole command took; nil where several commands ran them, each with its own budget.
    /// - Returns: nil if there is none.
    init?(_ results: [CellResult], seconds: Double?) {
        let short = results.filter { $0.cutShort != nil }
        if short.isEmpty { return nil }
        cells = short.count
        let rate = Self.secondsPerSchedule(results)
        let needs = results.map { Self.need(of: $0, at: rate) }
        let known = needs.compactMap { $0 }
        if let seconds, known.count == results.count {
            self.seconds = Self.budget(for: known, besides: seconds - results.reduce(0) { $0 + $1.seconds })
        }
        let cut = zip(results, needs).filter { $0.0.cutShort != nil }
        guard let worst = cut.max(by: { ($0.1 ?? 0) < ($1.1 ?? 0) }), let planned = worst.0.cutShort?.planned else {
            return
        }
        longest =
            "\(worst.0.strategy) · \(worst.0.column) ran \(worst.0.schedules) of \(planned.counted("schedule"))"
            + (worst.1.map { " and needs about \(Phrases.span($0))" } ?? "")
    }

    /// What to do, in a sentence.
    var sentence: String {
        let count = "\(cells.counted("cell")) \(cells == 1 ? "was" : "were") cut short by --budget"
        let detail = longest.map { ": " + (cells == 1 ? "" : "the longest, ") + $0 } ?? ""
        let remedy = seconds.map { "; raise --budget to about \(Phrases.span($0))" } ?? "; raise --budget"
        return count + detail + remedy
    }

    /// How long a schedule takes on average; nil if none was run.
    private static func secondsPerSchedule(_ results: [CellResult]) -> Double? {
        let run = results.filter { $0.schedules > 0 }
        let schedules = run.reduce(0) { $0 + $1.schedules }
        return schedules > 0 ? run.reduce(0) { $0 + $1.seconds } / Double(schedules) : nil
    }

    /// How long a cell takes in all; nil where that cannot be told.
    private static func need(of result: CellResult, at rate: Double?) -> Double? {
        guard let cut = result.cutShort else { return result.seconds }
        guard let planned = cut.planned else { return nil }
        if result.schedules > 0 { return result.seconds * Double(planned) / Double(result.schedules) }
        return rate.map { $0 * Double(planned) }
    }

    /// The budget with which each cell's share, an equal part of what the cells before it have left, is enough; with
    /// some to spare, since no two runs take the same time.
    private static func budget(for needs: [Double], besides overhead: Double) -> Double {
        var before = 0.0
        var budget = 0.0
        for (index, need) in needs.enumerated() {
            budget = max(budget, before + need * Double(needs.count - index))
            before += need
        }
        return Phrases.roundedUp((budget + max(0, overhead)) * 1.2)
    }
}
