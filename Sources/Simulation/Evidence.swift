/// What was seen of an exploration's schedules as a whole, when none of them has failed.
package struct Evidence: Hashable, Sendable {
    /// Whether time ended before the schedules did.
    package var wasCutShort = false
    /// How many states audited schedules have come to that no other schedule came to.
    package var unexploredStates = 0
    /// Whether a schedule could not follow the way that it was given.
    package var lostWay = false
    /// Whether a schedule had more left to choose when it ended.
    package var reachedLimit = false
    /// Whether a choice that exists could not be offered in a schedule.
    package var withheldChoice = false

    /// Evidence of schedules that were all followed to their ends.
    package init() {}
}
