import FakeSequin
import Simulation

/// Looks for a failure with fewer upstream changes than a shrunk one.
///
/// Shrinking leaves out choices of one schedule. Where that one has met the bug by a detour, such as a version that was
/// written first, no single choice can go, and another schedule without that version is shorter.
struct SmallerWorkload {
    private let runner: CandidateRunner
    private let property: Property

    init(_ runner: CandidateRunner, _ property: Property) {
        self.runner = runner
        self.property = property
    }

    /// How many schedules of a workload are tried.
    private static let schedules = 64
    /// How many choices a failure has that is short enough: the guide's race has seven.
    private static let short = 8

    /// - Returns: How a smaller workload fails; nil if none was found to.
    func failure(below shrunk: Candidate) async throws -> (changes: [Change], outcome: RunOutcome)? {
        guard !runner.runsPrograms, shrunk.schedule.count > Self.short else { return nil }
        for changes in Self.smaller(shrunk.changes, keeping: runner.plan.earlyChanges)
        where runner.plan.isPossible(changes) {
            for schedule in 0..<Self.schedules {
                try Task.checkCancellation()
                if runner.isOverdue { return nil }
                let outcome = try await runner.explore(changes, schedule: schedule)
                if outcome.violation?.property == property { return (changes, outcome) }
            }
        }
        return nil
    }

    /// The workloads that have one change less, the latest update left out first: creations are needed by all else.
    private static func smaller(_ changes: [Change], keeping early: Int) -> [[Change]] {
        changes.indices.dropFirst(early).reversed().filter { changes[$0].kind != .create }.map { index in
            var fewer = changes
            fewer.remove(at: index)
            return fewer
        }
    }
}
