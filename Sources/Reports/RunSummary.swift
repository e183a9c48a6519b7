public import Scenarios

/// What a command has found, as every report needs it.
public struct RunSummary: Sendable {
    /// The command, such as `verify`.
    public var command: String
    /// What came of each cell, in the order in which they were run.
    public var judgements: [Judgement]
    /// How many cells there were to run: more than there are judgements if the run was interrupted.
    public var planned: Int
    /// What was asked for.
    public var settings: VerificationSettings
    /// The server's version.
    public var postgres: String
    /// Wall-clock seconds of the whole command.
    public var seconds: Double
    /// Whether these are the cells of several commands, each with a budget of its own.
    public var isMerged = false

    /// Creates a summary.
    public init(
        command: String, judgements: [Judgement], planned: Int, settings: VerificationSettings, postgres: String,
        seconds: Double
    ) {
        self.command = command
        self.judgements = judgements
        self.planned = planned
        self.settings = settings
        self.postgres = postgres
        self.seconds = seconds
    }

    /// What the budget was too short for; nil if it was long enough, or there was none.
    public var shortfall: BudgetShortfall? {
        BudgetShortfall(judgements.map(\.result), seconds: isMerged ? nil : seconds)
    }

    /// Seed, explorer, consumer, server and time, in one line.
    var circumstances: String { VerifyReport.circumstances(settings, postgres, seconds) }

    /// Whether some cells were not run.
    var isIncomplete: Bool { judgements.count < planned }

    /// The heading over the cells that came to no verdict.
    var openHeading: String {
        let outcomes = accounts.map(\.outcome)
        let parts =
            (outcomes.contains(.inconclusive) ? ["inconclusive"] : [])
            + (outcomes.contains(.skipped) ? ["skipped"] : [])
        return parts.joined(separator: " and ").capitalizedFirst
    }

    /// How many cells came to what, in one line: what fails first.
    var totals: String {
        let accounts = accounts
        var parts: [String] = []
        func add(_ words: String, _ isCounted: (CellAccount) -> Bool) {
            let count = accounts.count(where: isCounted)
            if count > 0 { parts.append("\(count) \(words)") }
        }
        add("failed") { $0.outcome == .failed }
        add("inconclusive") { $0.outcome == .inconclusive }
        add("skipped") { $0.outcome == .skipped }
        add("violated as expected") { $0.outcome == .passed && $0.result.verdict == .violated }
        add("held") { $0.outcome == .passed && $0.result.verdict.holds }
        if isIncomplete { parts.append("\(planned - judgements.count) not run") }
        return parts.isEmpty ? "no cell was run" : parts.joined(separator: ", ")
    }

    /// Each cell in words, under a name of its own.
    var accounts: [CellAccount] {
        var names = UniqueNames()
        var strategies: [String: String] = [:]
        var cells = Set<String>()
        return judgements.map { judgement in
            let result = judgement.result
            // Two folders may have the same name: a cell that is there already begins another strategy.
            if strategies[result.strategy] == nil
                || cells.contains(CellAccount.key(strategies[result.strategy] ?? "", result))
            {
                strategies[result.strategy] = names.next(result.strategy)
            }
            let name = strategies[result.strategy] ?? result.strategy
            cells.insert(CellAccount.key(name, result))
            return CellAccount(judgement, strategy: name)
        }
    }
}
