import Simulation

/// Hands out a cell's schedules to the worlds, and puts their outcomes in order.
///
/// Worlds finish in any order, but what is reported is not up to chance: the lowest failing schedule counts, and
/// counts stop there.
///
/// One thread uses it.
final class ScheduleQueue {
    /// A schedule and who decides it.
    struct Ticket {
        let number: Int
        var decider: any Decider<Choice>
    }

    private var explorer: any Explorer<Choice>
    private let deadline: ContinuousClock.Instant?
    private var handedOut = 0
    private var outcomes: [Int: RunOutcome] = [:]
    private(set) var failing: Int?
    /// Whether time ended before the schedules did.
    private(set) var wasCutShort = false

    init(_ explorer: any Explorer<Choice>, deadline: ContinuousClock.Instant?) {
        self.explorer = explorer
        self.deadline = deadline
    }

    /// The next schedule; nil when there is nothing left to do.
    func next() -> Ticket? {
        guard failing == nil else { return nil }
        // The user's budget is wall-clock time by nature.
        if let deadline, handedOut > 0, ContinuousClock.now >= deadline {  // wall clock: --budget
            wasCutShort = true
            return nil
        }
        guard let decider = explorer.next() else { return nil }
        handedOut += 1
        return Ticket(number: handedOut, decider: decider)
    }

    func finished(_ ticket: Ticket, _ outcome: RunOutcome) {
        outcomes[ticket.number] = outcome
        if outcome.violation != nil { failing = min(failing ?? .max, ticket.number) }
    }

    /// The outcome of the lowest failing schedule.
    var failure: RunOutcome? { failing.flatMap { outcomes[$0] } }

    /// The outcomes that count, in order.
    var counted: [RunOutcome] {
        let last = failing ?? handedOut
        return last == 0 ? [] : (1...last).compactMap { outcomes[$0] }
    }
}
