/// Gives out the schedules of an exploration, wave by wave, and says what they come to.
///
/// The schedules of a wave may run at once, in any order; the explorer learns from them in their own order. So what
/// is explored does not depend on how many run at once, or on which is done first.
///
/// An explorer has to give out deciders; the rest has a default, which is that of a sample: nothing is learnt, nothing
/// is left over, and no conclusion goes beyond the schedules that were run.
package protocol Explorer<Choice>: Sendable {
    /// What a choice is.
    associatedtype Choice: Hashable & Sendable
    /// What decides one of its schedules.
    associatedtype ScheduleDecider: Decider<Choice>

    /// The deciders of the next schedules; none when there are no others.
    mutating func nextWave() -> [ScheduleDecider]

    /// Learns from the finished schedules of a wave, in the order in which they were given out.
    mutating func learn(from wave: [ScheduleDecider])

    /// Takes back schedules that were given out and not run, in the order in which they were given out.
    mutating func takeBack(_ wave: [ScheduleDecider])

    /// Whether it asks for fingerprints of states, and depends on footprints being known as well as they can be.
    var comparesStates: Bool { get }

    /// The least probability with which one schedule finds a bug of the kind that it looks for; nil where no bound is
    /// known.
    var probability: Double? { get }

    /// What is left to explore, and enough to go on with it; nil for an explorer that cannot go on.
    var remainder: [Branch<Choice>]? { get }

    /// What its schedules show if none of them has failed.
    func conclusion(from evidence: Evidence) -> Conclusion

    /// How many schedules it gives out in all; nil if that is not known.
    var total: Int? { get }

    /// How many schedules of the exploration come before those that it gives out, where others run them.
    var before: Int { get }
}

extension Explorer {
    /// Learns nothing.
    package mutating func learn(from wave: [ScheduleDecider]) {}
    /// Takes nothing back: another exploration draws others.
    package mutating func takeBack(_ wave: [ScheduleDecider]) {}
    /// It does not look at states.
    package var comparesStates: Bool { false }
    /// No bound is known.
    package var probability: Double? { nil }
    /// It cannot go on.
    package var remainder: [Branch<Choice>]? { nil }
    /// It is not known how many schedules there are.
    package var total: Int? { nil }
    /// It gives out all schedules.
    package var before: Int { 0 }
    /// A sample, if all of it was run: how much a budget lets be looked at must not decide what is concluded.
    package func conclusion(from evidence: Evidence) -> Conclusion {
        evidence.wasCutShort ? .stopped(of: total) : .sampled
    }
}
