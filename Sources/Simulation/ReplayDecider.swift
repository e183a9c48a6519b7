/// Follows a schedule choice by choice, then ends the first phase.
///
/// A choice that may not happen now is an obstacle: strictly, the run is abandoned there; leniently, the choice is
/// left out, which is how a shrinker learns whether a shorter schedule fails as well.
package struct ReplayDecider<Choice: Hashable & Sendable>: Decider {
    private let schedule: [Choice]
    private var position = 0
    private let leavesOutObstacles: Bool

    /// Follows a schedule.
    package init(_ schedule: [Choice], leavesOutObstacles: Bool = false) {
        self.schedule = schedule
        self.leavesOutObstacles = leavesOutObstacles
    }

    package mutating func decide(_ options: [Option<Choice>], state: () -> StateFingerprint?) -> Decision {
        while position < schedule.count {
            let wanted = schedule[position]
            position += 1
            if let index = options.firstIndex(where: { $0.choice == wanted }) { return .take(index) }
            if !leavesOutObstacles { return .abandon }
        }
        return .stop
    }
}
