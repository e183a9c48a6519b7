/// What an exploration without a failure shows.
package enum Conclusion: Hashable, Sendable {
    /// The schedules that were run hold, and nothing is claimed of others.
    case sampled
    /// Every schedule holds.
    case exhausted
    /// Nothing: time ended with so many subtrees left.
    case cutShort(pending: Int)
    /// Nothing: time ended before so many schedules were run; nil where it is not known how many there are.
    case stopped(of: Int?)
    /// Nothing: schedules that had been left out led to so many states that were never explored.
    case unsound(states: Int)
    /// Nothing: a schedule could not be followed again.
    case lost
    /// Nothing: schedules were not explored to their ends.
    case tooLong
    /// Nothing: choices that exist could not be offered.
    case withheld
}
