import FakeSequin
import OrderedCollections
public import Scenarios

/// What a command makes of a cell: its result, and whether that is an occasion to fail.
public struct Judgement: Sendable {
    /// Why a cell makes the command fail.
    public enum Complaint: Hashable, Sendable {
        /// A property is violated, and the violation is not accepted.
        case violated
        /// The result differs from what is expected; says how.
        case differs(String)
        /// An accepted violation did not happen; says so.
        case stale(String)
    }

    /// The cell's result.
    public var result: CellResult
    /// The failure, if there is one.
    public var failure: FailureReport?
    /// Why the command fails; nil if this cell is no reason to.
    public var complaint: Complaint?

    /// A cell that nothing is held against.
    public init(result: CellResult, failure: FailureReport? = nil) {
        self.result = result
        self.failure = failure
    }

    /// Judges for `verify`: what is expected does not matter, what is accepted does.
    public static func verify(_ cell: CellOutcome, of strategy: StrategyUnderTest) -> Judgement {
        verify(cell.result, cell.failure, acceptance: strategy.expectations.accept[cell.result.scenario])
    }

    static func verify(_ result: CellResult, _ failure: FailureReport? = nil, acceptance: String?) -> Judgement {
        var judgement = Judgement(result: result, failure: failure)
        if result.verdict == .violated, acceptance == nil {
            judgement.complaint = .violated
        } else if result.verdict.holds, acceptance != nil, result.share == nil {
            judgement.complaint = .stale(
                "strategy.yml accepts a violation in \(result.scenario), and it did not happen: remove that line of "
                    + "'accept', or raise --schedules if the violation is rare")
        }
        return judgement
    }

    /// Judges for `matrix`: a result shall be what is expected.
    public static func matrix(_ cell: CellOutcome, of strategy: StrategyUnderTest) -> Judgement {
        matrix(
            cell.result, cell.failure,
            expectation: strategy.expectations.expectation(for: cell.result))
    }

    static func matrix(
        _ result: CellResult, _ failure: FailureReport? = nil, expectation: Expectation?
    ) -> Judgement {
        var judgement = Judgement(result: result, failure: failure)
        guard let expectation else { return judgement }
        let isViolated = result.verdict == .violated
        switch expectation.verdict {
        case .holds where isViolated:
            judgement.complaint = .differs(
                "expected to hold, and violates \(result.property?.rawValue ?? "a property")")
        // That one share has not found it says nothing.
        case .violated where result.verdict.holds && result.share == nil:
            judgement.complaint = .differs(
                "expected to violate \(expectation.property?.rawValue ?? "a property"), and held in "
                    + result.schedules.counted("schedule"))
        case .violated where isViolated:
            if let expected = expectation.property, let found = result.property, found != expected {
                judgement.complaint = .differs(
                    "expected to violate \(expected.rawValue), and violates \(found.rawValue)")
            }
        default: break
        }
        return judgement
    }
}
