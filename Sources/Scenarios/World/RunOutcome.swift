import FakeSequin
import Simulation

/// What a run came to.
struct RunOutcome: Sendable {
    /// The choices of the first phase: what a schedule is.
    var schedule: [Choice] = []
    /// The choices of the second phase.
    var fairChoices: [Choice] = []
    /// The upstream changes that were made in the first phase.
    var changes: [Change] = []
    /// The history, if it was recorded.
    var steps: [Step] = []
    /// What is kept of a history where none was recorded, so that a second run can be compared with it: steps without
    /// their details, of programs alone.
    var trace: [Step] = []
    var violation: Violation?
    /// How often the scenario's hazard happened.
    var hazards = 0
    /// How many deliveries Postgres has refused for their values.
    var refusals = 0
    /// What it said of the first.
    var refusal: String?
    /// Statements sent to the server, resets and checks included.
    var statements = 0
    /// How often a session came to wait, for a lock or at a pause point.
    var waits = 0
    /// The choice made last.
    var lastChoice: Choice?
    /// The content of the database at the end, if it was watched and the run came to rest.
    var finalState: StateFingerprint?
    /// Whether the first phase ended at its limit, with more left to choose.
    var reachedLimit = false
    /// Whether a worker's statement was held back in the first phase, since another session waits for a lock.
    var withheldChoice = false
    /// Whether the decider could not follow its schedule, or found that it need not.
    var isAbandoned = false
    /// What could have happened where it was abandoned.
    private(set) var possible: [Choice] = []

    /// The decider gives up where these could have happened.
    mutating func abandon(among choices: [Choice]) { (isAbandoned, possible) = (true, choices) }
}
