/// One thing that may happen next.
package struct Option<Choice: Hashable & Sendable>: Sendable {
    /// Its name: the same in every run of the same schedule.
    package var choice: Choice
    /// Which process moves; a number that is the same in every run. Upstream, clock and faults have their own.
    package var party: Int
    /// Which kind of fault it is; nil for what has to happen sooner or later.
    package var fault: Int?
    /// What it touches.
    package var footprint: Footprint

    /// Creates an option.
    package init(_ choice: Choice, party: Int, fault: Int? = nil, footprint: Footprint = .everything) {
        self.choice = choice
        self.party = party
        self.fault = fault
        self.footprint = footprint
    }

    /// Whether the order of the two can make a difference.
    package func depends(on other: Option) -> Bool {
        party == other.party || footprint.overlaps(other.footprint)
    }
}

extension Option: Codable where Choice: Codable {}

/// What an explorer decided.
package enum Decision: Hashable, Sendable {
    /// Take the option with this index.
    case take(Int)
    /// End the first phase here: no more faults, and fair order from now on.
    case stop
    /// Abandon the run: the schedule cannot be followed any further, or need not be.
    case abandon
}

/// Decides one run: which of the things that may happen next does.
package protocol Decider<Choice>: Sendable {
    /// What a choice is.
    associatedtype Choice: Hashable & Sendable

    /// Decides one step.
    ///
    /// - Parameters:
    ///   - options: What may happen next; never empty.
    ///   - state: The fingerprint of the world as it is; nil where its state cannot be seen whole.
    mutating func decide(_ options: [Option<Choice>], state: () -> StateFingerprint?) -> Decision
}

/// Gives out the schedules of an exploration, wave by wave.
///
/// The schedules of a wave may run at once, in any order; the explorer learns from them in their own order. So what
/// is explored does not depend on how many run at once, or on which is done first.
package protocol Explorer<Choice>: Sendable {
    /// What a choice is.
    associatedtype Choice: Hashable & Sendable

    /// The deciders of the next schedules; none when there are no others.
    mutating func nextWave() -> [any Decider<Choice>]

    /// Learns from the finished schedules of a wave, in the order in which they were given out.
    mutating func learn(from wave: [any Decider<Choice>])
}

extension Explorer {
    /// Learns nothing.
    package mutating func learn(from wave: [any Decider<Choice>]) {}
}
