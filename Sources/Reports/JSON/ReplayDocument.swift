public import Foundation
public import Scenarios

/// The report of `replay --json`.
public struct ReplayDocument: Sendable, Codable {
    /// A violation, or why there is no verdict, recorded or found.
    public struct Finding: Sendable, Codable {
        /// The property; nil where nothing is said to be violated.
        public var property: Property?
        /// Why there is no verdict; nil where there is one.
        public var doubt: Doubt.Kind?
        /// The number of the choice after which it showed, from 1.
        public var step: Int
        /// Why; nil where a token left it out.
        public var because: String?

        init(_ violation: Violation) {
            property = violation.property
            step = violation.step
            because = violation.because.isEmpty ? nil : violation.because
        }

        init(_ doubt: Doubt) {
            self.doubt = doubt.kind
            step = doubt.step
            because = doubt.because.isEmpty ? nil : doubt.because
        }

        init?(_ violation: Violation?, _ doubt: Doubt?) {
            if let violation { self.init(violation) } else if let doubt { self.init(doubt) } else { return nil }
        }
    }

    /// A choice that could not be made.
    public struct Obstacle: Sendable, Codable {
        /// Its number, from 1.
        public var choice: Int
        /// Its name.
        public var name: String
    }

    /// The version of the format.
    public var converge = 1
    /// The version of the tool.
    public var tool = Tool.version
    /// The strategy's name.
    public var strategy: String
    /// The scenario's name.
    public var scenario: String
    /// The consumer's name.
    public var consumer: String
    /// The seed.
    public var seed: UInt64
    /// The server's version.
    public var postgres: String
    /// What came of it.
    public var conclusion: ReplayReport.Conclusion
    /// Whether the scripts are others than those that failed.
    public var changed: Bool
    /// What the failure file tells of.
    public var recorded: Finding?
    /// What happened; nil if nothing was violated, and there was a verdict.
    public var found: Finding?
    /// The choice that could not be made, if one could not.
    public var obstacle: Obstacle?
    /// What a search of the same workload came to, if there was one.
    public var search: CellResult?

    /// Creates the report.
    public init(
        _ outcome: ReplayOutcome, of file: FailureFile, conclusion: ReplayReport.Conclusion, name: String,
        postgres: String
    ) {
        strategy = name
        scenario = file.scenario
        consumer = file.consumer
        seed = file.seed
        self.postgres = postgres
        self.conclusion = conclusion
        changed = outcome.hasChanged
        recorded = Finding(file.violation, file.doubt)
        let searched = outcome.search?.failure?.file
        found = Finding(searched?.violation, searched?.doubt) ?? Finding(outcome.violation, outcome.doubt)
        if let number = outcome.obstacle, let choice = outcome.obstacleChoice {
            obstacle = Obstacle(choice: number, name: choice.description)
        }
        search = outcome.search?.result.rounded
    }

    /// The report's text: JSON with sorted keys, and a newline at the end.
    public func encoded() throws -> Data { try JSONReport.encode(self) }
}
