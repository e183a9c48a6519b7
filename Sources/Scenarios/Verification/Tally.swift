import Simulation

/// What a cell's schedules add up to, in their order.
struct Tally: Sendable {
    /// What is left of one schedule once it has been run.
    struct Entry: Sendable {
        var hazards = 0
        var statements = 0
        /// What Postgres said of the first delivery that it refused for its values; nil if it refused none.
        var refusal: String?
        /// Whether it was cut short, for the rest of it has been explored.
        var isPruned = false
        var reachedLimit = false
        var withheldChoice = false
        /// Whether it could have been cut short, and was run to its end to see that it could.
        var isAudit = false
        /// A hash of its history, if it was recorded.
        var history: String?
        /// How often a session came to wait in it.
        var waits = 0
    }

    /// Schedules that were run for their own sake.
    private(set) var schedules = 0
    /// Schedules that need not be run, audits among them.
    private(set) var pruned = 0
    /// How many of the schedules met the hazard.
    private(set) var hazards = 0
    /// How many of the schedules had a delivery that Postgres refused for its values: no evidence.
    private(set) var refused = 0
    /// What it said of the first.
    private(set) var refusal: String?
    /// Statements sent to the server.
    private(set) var statements = 0
    /// Whether a schedule had more left to choose when it ended.
    private(set) var reachedLimit = false
    /// Whether a choice that exists could not be offered in a schedule.
    private(set) var withheldChoice = false
    /// A hash of all histories, if they were recorded.
    private(set) var digest: StateFingerprint?
    /// How often a session came to wait, in the recorded histories.
    private(set) var waits = 0

    /// All schedules.
    var count: Int { schedules + pruned }

    mutating func add(_ entry: Entry) {
        statements += entry.statements
        reachedLimit = reachedLimit || entry.reachedLimit
        withheldChoice = withheldChoice || entry.withheldChoice
        if let history = entry.history {
            var all = digest ?? StateFingerprint()
            all.add(history)
            digest = all
            waits += entry.waits
        }
        if entry.isPruned || entry.isAudit {
            pruned += 1
        } else {
            schedules += 1
            refusal = refusal ?? entry.refusal
            if entry.refusal != nil {
                refused += 1
            } else if entry.hazards > 0 {
                hazards += 1
            }
        }
    }
}
