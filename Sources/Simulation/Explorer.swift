/// One thing that may happen next.
package struct Option<Choice: Hashable & Sendable>: Sendable {
    /// Its name: the same in every run of the same schedule.
    package var choice: Choice
    /// Which process moves; a number that is the same in every run. Upstream, clock and faults have their own.
    package var actor: Int
    /// Whether the world, not a worker, does something that need not happen.
    package var isFault: Bool

    /// Creates an option.
    package init(_ choice: Choice, actor: Int, isFault: Bool = false) {
        self.choice = choice
        self.actor = actor
        self.isFault = isFault
    }
}

/// What an explorer decided.
package enum Decision: Hashable, Sendable {
    /// Take the option with this index.
    case take(Int)
    /// End the first phase here: no more faults, and fair order from now on.
    case stop
    /// Abandon the run: the schedule cannot be followed any further.
    case abandon
}

/// Decides one run: which of the things that may happen next does.
package protocol Decider<Choice>: Sendable {
    /// What a choice is.
    associatedtype Choice: Hashable & Sendable

    /// Decides one step. `options` is never empty.
    mutating func decide(_ options: [Option<Choice>]) -> Decision
}

/// Gives out one decider per schedule.
package protocol Explorer<Choice>: Sendable {
    /// What a choice is.
    associatedtype Choice: Hashable & Sendable

    /// The decider of the next schedule; nil when there is no other.
    mutating func next() -> (any Decider<Choice>)?
}
