import Foundation
public import Syncer

/// A failure of an earlier run, to be tried before anything is explored.
public struct KnownFailure: Sendable {
    /// Its file.
    public let path: String
    /// What it says.
    public let file: FailureFile

    /// Names a failure.
    public init(path: String, file: FailureFile) {
        self.path = path
        self.file = file
    }

    /// What became of it.
    public enum State: Hashable, Sendable {
        /// A property is still violated.
        case stillFails
        /// All its choices were followed, and nothing is violated.
        case noLongerFails
        /// A choice is not possible any more.
        case cannotBeFollowed
    }

    /// Whether it is about a strategy.
    public func concerns(_ strategy: Strategy) -> Bool {
        let reference = BuiltInStrategies.reference(to: strategy)
        if file.strategy == reference { return true }
        guard reference == strategy.folder else { return false }
        return URL(fileURLWithPath: file.strategy).standardizedFileURL.path
            == URL(fileURLWithPath: reference).standardizedFileURL.path
    }
}

/// What became of the known failures of a cell.
public struct KnownOutcomes: Sendable {
    /// Each, with what became of it.
    public private(set) var states: [(path: String, state: KnownFailure.State)] = []
    /// The first that still fails, as it fails now.
    private(set) var failing: (path: String, report: FailureReport)?

    mutating func add(_ known: KnownFailure, _ outcome: ReplayOutcome, of plan: WorldPlan) {
        guard let violation = outcome.violation else {
            return states.append((known.path, outcome.obstacle == nil ? .noLongerFails : .cannotBeFollowed))
        }
        states.append((known.path, .stillFails))
        guard failing == nil else { return }
        let shrunk = ShrunkFailure(
            changes: known.file.changes, schedule: known.file.choices, violation: violation, steps: outcome.steps,
            isMinimal: false, candidates: 0)
        failing = (known.path, FailureReport(plan: plan, shrunk: shrunk))
    }
}

extension CellRunner {
    /// Follows the known failures of a cell, each on a fresh clone of the database.
    func tryKnown(_ scenario: Scenario, consumer: String) async throws -> KnownOutcomes {
        var outcomes = KnownOutcomes()
        for known in settings.known {
            let file = known.file
            guard file.scenario == scenario.name, file.consumer == consumer, known.concerns(template.strategy) else {
                continue
            }
            var settings = self.settings
            settings.seed = file.seed
            let plan = WorldPlan(
                template: template, scenario: scenario, bounds: file.bounds, consumer: settings.consumer,
                seed: settings.seed)
            outcomes.add(known, try await template.follow(file, scenario, settings), of: plan)
        }
        return outcomes
    }
}
