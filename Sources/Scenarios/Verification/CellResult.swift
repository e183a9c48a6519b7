import FakeSequin
public import Syncer

/// The result of one cell: a strategy under a scenario, with a consumer. The names are those of `--json`.
public struct CellResult: Sendable, Codable {
    /// The strategy's name.
    public var strategy: String
    /// The scenario's name.
    public var scenario: String
    /// The consumer's name.
    public var consumer: String
    /// How schedules were chosen.
    public var explorer: String
    /// The bounds.
    public var bounds: Bounds
    /// The conclusion.
    public var verdict: Verdict
    /// What the strategy's `expect` says, if it says anything: `holds` or `violated`.
    public var expected: String?
    /// In a share of a cell: the property that `expect` names.
    public var expectedProperty: Property?
    /// The property that is violated.
    public var property: Property?
    /// Why, in a sentence; for an inconclusive or skipped cell, the reason.
    public var because: String?
    /// The reason why the violation is accepted, if `accept` gives one; in a share of a cell, where there is none too.
    public var accepted: String?
    /// How many schedules met the hazard.
    public var hazards = 0
    /// How many schedules had a delivery that Postgres refused for its values, and so are no evidence; nil for none.
    public var refused: Int?
    /// Which schedules of the cell these are, where several machines share it; nil for all.
    public var share: ScheduleRange?
    /// Schedules that were run.
    public var schedules = 0
    /// Schedules that need not be run.
    public var pruned = 0
    /// Statements sent to the server, resets and checks included.
    public var statements = 0
    /// Wall-clock seconds.
    public var seconds = 0.0
    /// The number of the first schedule that failed, from 1.
    public var firstViolationAt: Int?
    /// The failure, shrunk.
    public var counterexample: Counterexample?
    /// With `pct`: the least probability with which one schedule finds a bug of the depth.
    public var probability: Double?
    /// With `--check-determinism`: a hash of every history, the same on any machine.
    public var digest: String?
    /// With `--check-determinism`: how often a session came to wait, each time confirmed by the server's lock table.
    public var waits: Int?
    /// That a budget has ended it before all of it was run, and so without a verdict.
    public var cutShort: CutShort?
    /// Properties that could not be checked.
    public var notChecked: [Property]?
    /// True where no schedule of this run failed, and a failure of an earlier run still does.
    public var known: Bool?
    /// Why the cell makes the command fail; nil if it does not.
    public var complaint: String?

    /// A failure's size and file.
    public struct Counterexample: Sendable, Codable {
        /// How many choices it takes.
        public var choices: Int
        /// Whether no single choice can be left out.
        public var minimal: Bool
        /// Schedules that were run to find that out.
        public var candidates: Int
        /// The failure file.
        public var file: String?
        /// Why it came to no verdict; nil for a violation.
        public var doubt: Doubt.Kind?
        /// The failure as a word, for `replay --token`; nil where it would be too long.
        public var token: String?
        /// What it does not depend on; nil where that was not tried.
        public var generality: Generality?
        /// The failure itself, in a shard's report.
        public var failure: FailureReport?
    }

    enum CodingKeys: String, CodingKey {
        case strategy, scenario, consumer, explorer, bounds, verdict, expected, property, because, accepted, hazards
        case refused, schedules, pruned, statements, seconds, counterexample, probability, digest, waits, known
        case complaint, share
        case expectedProperty = "expected_property"
        case firstViolationAt = "first_violation_at"
        case notChecked = "not_checked"
        case cutShort = "cut_short"
    }
}

extension CellResult {
    /// The result of a cell that could not be run any more.
    ///
    /// - Parameters:
    ///   - strategy: The strategy of the cell.
    ///   - scenario: The scenario of the cell.
    ///   - settings: What was asked for.
    ///   - because: Why it could not be run.
    public static func notRun(
        strategy: Strategy, scenario: Scenario, settings: VerificationSettings, because: String
    ) -> CellResult {
        let consumer = (scenario.setup.consumer ?? settings.consumer(for: strategy)).rawValue
        var result = CellResult(
            strategy: strategy.name, scenario: scenario.name, consumer: consumer,
            explorer: settings.explorer.rawValue, bounds: (try? settings.bounds(for: scenario)) ?? scenario.bounds,
            verdict: .inconclusive)
        result.because = because
        result.share = settings.range(for: scenario)
        return result
    }
}
