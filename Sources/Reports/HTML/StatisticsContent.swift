import Scenarios

/// How far each cell was explored.
struct StatisticsContent {
    let statisticsRows: [Row]
    let sums: [String]

    struct Row {
        let strategy: String
        let scenario: String
        let verdictWord: String
        let numbers: [String]
        let bounds: String
    }

    init(_ cells: [PageCell]) {
        statisticsRows = cells.map { cell in
            let result = cell.account.result
            return Row(
                strategy: cell.account.strategy, scenario: result.scenario, verdictWord: result.verdict.rawValue,
                numbers: [
                    "\(result.schedules)", "\(result.pruned)", "\(result.hazards)",
                    result.firstViolationAt.map { "\($0)" } ?? "", "\(result.statements)",
                    Phrases.seconds(result.seconds),
                ], bounds: Phrases.bounds(result.bounds))
        }
        let results = cells.map(\.account.result)
        func sum(_ path: KeyPath<CellResult, Int>) -> String { "\(results.reduce(0) { $0 + $1[keyPath: path] })" }
        sums = [
            sum(\.schedules), sum(\.pruned), sum(\.hazards), "", sum(\.statements),
            Phrases.seconds(results.reduce(0) { $0 + $1.seconds }),
        ]
    }
}
