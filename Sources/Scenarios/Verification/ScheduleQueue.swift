import Simulation

/// Hands out a cell's schedules to the worlds, and puts their outcomes in order.
///
/// Worlds finish in any order, but what is reported is not up to chance: the lowest failing schedule counts, and
/// counts stop there.
final class ScheduleQueue<Source: Explorer<Choice>> {
    /// A schedule and what decides it.
    struct Ticket {
        /// Its place among the schedules that are run here, from 1.
        let position: Int
        /// Its number in the cell, of which others may run a part, from 1.
        let number: Int
        var decider: Source.ScheduleDecider
    }

    private(set) var explorer: Source
    private let deadline: ContinuousClock.Instant?
    private let now: () -> ContinuousClock.Instant
    /// When the schedules that are being run were begun, and how long one takes.
    private var begun: [Int: ContinuousClock.Instant] = [:]
    private var typicalTime = Duration.zero
    private var wave: [Ticket] = []
    private var position = 0
    private var finishedCount = 0
    private var isDone: Set<Int> = []
    /// What the wave's schedules came to.
    private var entries: [Tally.Entry] = []
    private var earlier = Tally()
    private var lowestFailing: (ticket: Ticket, outcome: RunOutcome)?
    private var lowestVoid: (ticket: Ticket, run: VoidRun)?
    /// The states in which schedules came to rest, those of audits apart.
    private(set) var finalStates: Set<StateFingerprint> = []
    private var auditedStates: Set<StateFingerprint> = []
    /// Whether time ended before the schedules did.
    private(set) var wasCutShort = false
    /// Whether a schedule could not be followed, so that nothing is exhausted.
    private var lostWay = false

    /// The number of the lowest failing schedule, from 1; nil if one before it came to no verdict.
    var failing: Int? { failed?.ticket.number }
    /// Its outcome.
    var failure: RunOutcome? { failed?.outcome }
    /// The schedule that came to no verdict, if none before it failed.
    var void: VoidRun? { failed == nil ? lowestVoid?.run : nil }
    /// Its number, from 1.
    var voidNumber: Int? { void == nil ? nil : lowestVoid?.ticket.number }

    private var failed: (ticket: Ticket, outcome: RunOutcome)? {
        lowestFailing.flatMap { $0.ticket.position < lowestVoid?.ticket.position ?? .max ? $0 : nil }
    }

    /// Whether no further schedule can matter.
    private var hasEnded: Bool { lowestFailing != nil || lowestVoid != nil }

    /// How many schedules count: up to the lowest that failed, or before the one that came to no verdict, whatever those
    /// came to that other worlds ran meanwhile.
    private var mostCounted: Int { failed?.ticket.position ?? lowestVoid.map { $0.ticket.position - 1 } ?? .max }

    /// Readies a queue.
    ///
    /// - Parameters:
    ///   - explorer: Where schedules come from.
    ///   - deadline: When the last schedule should end; nil for no limit.
    ///   - now: The clock that the deadline is read on.
    init(
        _ explorer: Source, deadline: ContinuousClock.Instant?,
        now: @escaping () -> ContinuousClock.Instant = { .now }  // wall clock: --budget
    ) {
        self.explorer = explorer
        self.deadline = deadline
        self.now = now
    }

    /// Starts the next wave.
    ///
    /// - Returns: Whether there is one.
    func startWave() -> Bool {
        endWave()
        guard !hasEnded, !wasCutShort else { return false }
        let deciders = explorer.nextWave()
        // Only what was left to run is cut short.
        if isOverdue, earlier.count > 0, !deciders.isEmpty {
            explorer.takeBack(deciders)
            wasCutShort = true
            return false
        }
        let first = earlier.count + 1
        wave = deciders.enumerated().map {
            Ticket(position: first + $0.offset, number: explorer.before + first + $0.offset, decider: $0.element)
        }
        entries = Array(repeating: Tally.Entry(), count: wave.count)
        position = 0
        return !wave.isEmpty
    }

    /// Learns from the wave's finished schedules, and takes the others back.
    func endWave() {
        guard !wave.isEmpty else { return }
        // What others ran behind one that came to no verdict is chance.
        let end = failing == nil ? mostCounted : .max
        let counts = { [isDone] (ticket: Ticket) in isDone.contains(ticket.position) && ticket.position <= end }
        let (done, left) = (wave.filter(counts), wave.filter { !counts($0) })
        if !left.isEmpty, failing == nil {
            explorer.takeBack(left.map(\.decider))
            entries = done.map { entries[$0.position - wave[0].position] }
        }
        explorer.learn(from: done.map(\.decider))
        earlier = tally
        entries = []
        isDone = []
        wave = []
    }

    /// The next schedule of the wave; nil when there is nothing left to do in it.
    func next() -> Ticket? {
        guard position < wave.count, !hasEnded, !wasCutShort else { return nil }
        if isOverdue, wave[position].position > 1 {
            wasCutShort = true
            return nil
        }
        defer { position += 1 }
        if deadline != nil { begun[wave[position].position] = now() }
        return wave[position]
    }

    func finished(_ ticket: Ticket, _ outcome: RunOutcome) {
        let first = wave[0].position
        wave[ticket.position - first] = ticket
        var entry = Tally.Entry(
            hazards: outcome.hazards, statements: outcome.statements, isPruned: outcome.isAbandoned,
            reachedLimit: outcome.reachedLimit, withheldChoice: outcome.withheldChoice)
        entry.refusal = outcome.refusal
        if !outcome.steps.isEmpty { (entry.history, entry.waits) = (outcome.steps.fingerprint, outcome.waits) }
        let decider = ticket.decider
        if decider.isLost { lostWay = true }
        entry.isAudit = decider.isAudit
        if let state = outcome.finalState {
            if decider.isAudit { auditedStates.insert(state) } else { finalStates.insert(state) }
        }
        entries[ticket.position - first] = entry
        finishedCount += 1
        if let start = begun.removeValue(forKey: ticket.position) {
            typicalTime = (typicalTime * 3 + (now() - start)) / (finishedCount == 1 ? 1 : 4)
        }
        isDone.insert(ticket.position)
        if outcome.violation != nil, ticket.position < lowestFailing?.ticket.position ?? .max {
            lowestFailing = (ticket, outcome)
        }
    }

    /// A schedule came to no verdict, and its world is of no use any more.
    func broke(_ ticket: Ticket, _ run: VoidRun) {
        begun[ticket.position] = nil
        if ticket.position < lowestVoid?.ticket.position ?? .max { lowestVoid = (ticket, run) }
    }

    /// What was seen of the schedules as a whole.
    var evidence: Evidence {
        var evidence = Evidence()
        evidence.wasCutShort = wasCutShort
        evidence.unexploredStates = auditedStates.subtracting(finalStates).count
        evidence.lostWay = lostWay
        evidence.reachedLimit = tally.reachedLimit
        evidence.withheldChoice = tally.withheldChoice
        return evidence
    }

    /// How far the cell is.
    var progress: CellProgress {
        CellProgress(schedules: finishedCount, total: nil, pending: explorer.remainder?.count)
    }

    /// The schedules that count: up to the lowest that failed.
    var tally: Tally {
        var tally = earlier
        for entry in entries where tally.count < mostCounted { tally.add(entry) }
        return tally
    }

    /// Whether a schedule that is begun now would, on average, end after the deadline.
    private var isOverdue: Bool {
        deadline.map { now() + typicalTime / 2 >= $0 } ?? false
    }
}
