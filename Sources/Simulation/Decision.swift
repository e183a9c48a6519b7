/// What a decider says to a step.
package enum Decision: Hashable, Sendable {
    /// Take the option with this index.
    case take(Int)
    /// End the first phase here: no more faults, and fair order from now on.
    case stop
    /// Abandon the run: the schedule cannot be followed any further, or need not be.
    case abandon
}
