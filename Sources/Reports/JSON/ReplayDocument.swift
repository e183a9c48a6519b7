public import Foundation
public import Scenarios

/// The report of `replay --json`.
public struct ReplayDocument: Sendable, Codable {
    /// A violation, recorded or found.
    public struct Finding: Sendable, Codable {
        /// The property.
        public var property: Property
        /// The number of the choice after which it showed, from 1.
        public var step: Int
        /// Why; nil where a token left it out.
        public var because: String?

        init(_ violation: Violation) {
            property = violation.property
            step = violation.step
            because = violation.because.isEmpty ? nil : violation.because
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
    public var recorded: Finding
    /// What happened; nil if nothing was violated.
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
        recorded = Finding(file.violation)
        found = (outcome.search?.failure?.file.violation ?? outcome.violation).map(Finding.init)
        if let number = outcome.obstacle, let choice = outcome.obstacleChoice {
            obstacle = Obstacle(choice: number, name: choice.description)
        }
        search = outcome.search?.result.rounded
    }

    /// The report's text: JSON with sorted keys, and a newline at the end.
    public func encoded() throws -> Data { try JSONReport.encode(self) }
}
