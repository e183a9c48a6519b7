import Bits
import FakeSequin
import Postgres
import Sequin
import Simulation
import Syncer

/// One run: from an empty table to a violation, or to quiescence and a last look.
///
/// It asks its owners, and decides nothing of theirs: ``SessionPool`` what sessions do, ``ConsumerSide`` what is
/// delivered, ``Checkers`` what holds, ``Recorder`` what is told.
final class World {
    let plan: WorldPlan
    let sessions: SessionPool
    /// Where workers are programs, those.
    let programs: WorkerPrograms?
    let executor = StepExecutor()
    let board = WorldBoard()
    let timeline = Timeline()
    let checkers: Checkers
    let consumer: ConsumerSide
    var recorder: Recorder
    private let confinement = Confinement()
    private(set) lazy var crew = Crew(self)

    /// Whether it is in the first phase: free choice and faults.
    private(set) var isFree = true
    private(set) var expiriesUsed = 0
    private(set) var faultsUsed = 0
    private(set) var stepNumber = 0
    /// Whether a step has begun and not ended.
    private(set) var isInStep = false
    /// The timers of sessions at rest.
    private(set) var sessionTimers = SessionTimers()
    private var lastParty = 0
    private var outcome = RunOutcome()
    /// Called where a property is violated, while every session is as it was then.
    var atViolation: ((RunOutcome) async throws -> Void)?

    var database: WorldDatabase { sessions.database }
    var ledger: Ledger { checkers.ledger }
    var names: ChoiceNames { ChoiceNames(ledger: ledger) }

    init(plan: WorldPlan, home: WorldHome, isRecording: Bool) {
        self.plan = plan
        sessions = home.sessions
        programs = home.programs
        // A failure that does not replay with programs started anew is told with the step that differed.
        recorder = Recorder(isRecording: isRecording, isTracing: home.programs != nil)
        consumer = ConsumerSide(plan)
        checkers = Checkers(plan, database: home.sessions.database)
    }

    // MARK: Phases

    /// Runs until a property is violated, or nothing is left to happen.
    ///
    /// - Throws: What makes the run void: a server that is gone, a harness that cannot go on.
    func run(_ decider: inout some Decider<Choice>) async throws -> RunOutcome {
        confinement.assertIsolated()
        database.watchesContent = plan.watchesContent
        sessions.onEvent = { [unowned self] in crew.hear($0) }
        do {
            try await programs?.clearAway(keepsNone: plan.startsFresh)
            try await sessions.reset(
                .init(
                    tagsTellWrites: plan.traits.tagsTellWrites, seed: plan.drawsNumbers ? plan.seed : nil,
                    confirmsWaits: plan.confirmsWaits))
            try await database.holdLog()
            try database.server.time?.begin(sessions.all.map(\.pid), date: programs?.time.date)
            if plan.scenario.setup.hasLegacyRows { try await LegacyRows(world: self).make() }
            for number in 1...plan.bounds.workers { try await crew.start(number) }
            try await crew.runOpenings()
            sessionTimers = try SessionTimers(of: sessions)
            try await runFreely(&decider)
            if plan.isRetraced {
                if outcome.violation == nil { recordLastStep() }
            } else {
                if outcome.violation == nil, !outcome.isAbandoned { try await runFairly() }
                if outcome.violation == nil, !outcome.isAbandoned { try await checkAtRest() }
            }
            if outcome.violation != nil { try await atViolation?(summary) }
        } catch {
            let reason = await Interruption(error, in: self).error()
            await tearDown()
            throw reason
        }
        await tearDown()
        sessions.seats.countResets()
        if isFree { outcome.changes = changesMade }
        outcome.statements = database.meter.count
        return summary
    }

    private func runFreely(_ decider: inout some Decider<Choice>) async throws {
        while outcome.violation == nil, outcome.schedule.count < plan.freeChoiceLimit {
            var options = listOptions()
            if options.isEmpty { break }
            if decider.seeks { options = Leads.marking(options, in: self) }
            switch decider.decide(options, state: WorldState(self).fingerprint) {
            case .take(let index):
                outcome.schedule.append(options[index].choice)
                try await take(options[index])
            case .stop: return
            case .abandon: return outcome.abandon(among: options.map(\.choice))
            }
        }
        outcome.reachedLimit = outcome.violation == nil && outcome.schedule.count >= plan.freeChoiceLimit
    }

    /// No more faults, and each party in turn: the world must come to rest.
    private func runFairly() async throws {
        isFree = false
        outcome.changes = changesMade
        let limit = timeline.now + plan.fairTimeLimit
        var choices = 0
        while outcome.violation == nil {
            let options = ProgramTimers(self).needed(of: listOptions()) { isQuiescent }
            guard let next = options.first(where: { $0.party > lastParty }) ?? options.first else {
                if isQuiescent { return }
                if try await crew.giveUpWaiting() { continue }
                return reportStuck(after: choices)
            }
            if choices >= plan.fairChoiceLimit || timeline.now > limit || checkers.hopeless != nil {
                reportStuck(after: choices)
                return
            }
            choices += 1
            outcome.fairChoices.append(next.choice)
            try await take(next)
        }
    }

    private func listOptions() -> [Option<Choice>] {
        crew.forgetFinishedBatches()
        let list = OptionList(self)
        if list.withheldStatement, isFree { outcome.withheldChoice = true }
        return list.options
    }

    /// Whether everything that had to be done has been done.
    private var isQuiescent: Bool {
        consumer.changesMade == plan.changes.count && consumer.isDrained && sessions.blocked.isEmpty
            && consumer.callsInFlight.isEmpty
            && crew.workers.allSatisfy { worker in
                let waits = crew.receiveCall(of: worker) != nil && worker.program?.posted?.attempts.isEmpty != false
                return !worker.isFrozen && (waits || worker.sleepsEmptyHanded)
            }
    }

    private var changesMade: [Change] { Array(plan.changes.prefix(consumer.changesMade)) }

    /// The outcome as far as it is known.
    var summary: RunOutcome {
        var summary = outcome
        if recorder.isRecording { summary.steps = recorder.steps } else { summary.trace = recorder.steps }
        summary.hazards = consumer.hazardCount
        summary.waits = sessions.waits
        return summary
    }

    // MARK: Steps

    private func take(_ option: Option<Choice>) async throws {
        lastParty = option.party
        recorder.begin()
        outcome.lastChoice = option.choice
        stepNumber += 1
        showTime()
        let dead = consumer.dead
        let closeUp = recorder.isRecording ? StepCloseUp(option.choice, in: self) : nil
        isInStep = true
        do {
            try await StepPerformer(self).perform(option.choice)
            noteDeaths(since: dead)
            try await sessions.findHolders()
            sessionTimers = try SessionTimers(of: sessions)
            try await checkStep()
            if outcome.violation == nil, let trouble = crew.trouble { throw trouble }
        } catch is WrongWait {
            throw WrongWait(step: stepNumber)
        } catch {
            if let closeUp { recordBrokenStep(option.choice, closeUp) }
            throw error
        }
        isInStep = false
        recorder.end(option.choice, isFree: isFree, time: timeline.now, detail: closeUp?.detail())
    }

    /// A step that does not end is told without what came of it, which nothing can be concluded from.
    private func recordBrokenStep(_ choice: Choice, _ closeUp: StepCloseUp) {
        recorder.begin()
        recorder.end(choice, isFree: isFree, time: timeline.now, detail: closeUp.detail())
    }

    /// Tells the step that is known not to end, without making it.
    private func recordLastStep() {
        guard let choice = plan.stopsBefore, !outcome.isAbandoned else { return }
        guard listOptions().contains(where: { $0.choice == choice }) else { return outcome.isAbandoned = true }
        outcome.schedule.append(choice)
        recordBrokenStep(choice, StepCloseUp(choice, in: self))
    }

    /// Looks at the committed rows, if they may have changed, and checks the properties.
    private func checkStep() async throws {
        let before = checkers.committed
        guard try await checkers.look(upstream: consumer.truth) else { return }
        if programs != nil { crew.countClaims() }
        if recorder.isTracing { noteChangedRows(since: before) }
        for worker in crew.workers { worker.stepEnded(over: database.contentFingerprint) }
        outcome.violation = checkers.violation(
            after: stepNumber, cause: outcome.lastChoice.map { "\($0)" } ?? "the last step")
    }

    private func checkAtRest() async throws {
        outcome.violation = try await checkers.violation(atRest: consumer, step: stepNumber) { record in
            plan.scenario.setup.isPoisoned && ledger.number(of: record.id) == 0
        }
        outcome.finalState = database.contentFingerprint
    }

    private func reportStuck(after choices: Int) {
        outcome.violation = checkers.violation(
            stuck: consumer, after: choices, time: timeline.now, waiting: sessions.blocked.count, step: stepNumber)
    }

    /// Shows the server what time it is in this step.
    func showTime() { database.server.time?.show(timeline.now, in: stepNumber) }

    /// Counts a fault that strikes.
    func countFault() {
        faultsUsed += 1
        consumer.happened(.anyFault)
    }

    /// Counts a delivery that Postgres has refused for its values.
    func countRefusal(_ message: String) {
        outcome.refusals += 1
        outcome.refusal = outcome.refusal ?? message
    }

    /// Counts a move of the clock to an expiry.
    func countExpiry() { expiriesUsed += 1 }

    // MARK: Upstream and consumer

    /// The next change upstream; nil if all have been made.
    var nextChange: Change? {
        plan.changes.indices.contains(consumer.changesMade) ? plan.changes[consumer.changesMade] : nil
    }

    /// Makes the next change upstream.
    func makeNextChange() throws {
        if let change = nextChange { checkers.published(try consumer.make(change), number: change.record) }
    }

    /// Makes a change upstream from before the run, of which the consumer does not hear.
    func makeEarly(_ change: Change) throws -> Record {
        let record = try consumer.make(change, isHeard: false)
        checkers.published(record, number: change.record)
        return record
    }

    /// Tells of the records that the consumer has given up since.
    private func noteDeaths(since old: [DeadRecord]) {
        guard plan.consumer.maxDeliver != nil else { return }
        // A worker asks, and nothing comes: then the consumer notices which records it has tried often enough.
        if consumer.deliverable(at: timeline.now, limit: 1).isEmpty, crew.asksForDeliveries {
            consumer.noticeExpiries(at: timeline.now)
        }
        let known = Set(old.map { label($0.record) })
        let dead = consumer.dead.map { label($0.record) }.filter { !known.contains($0) }
        if !dead.isEmpty { note(.dead, versions: dead) }
    }

    /// Ends every worker and leaves every session idle and awake.
    private func tearDown() async {
        database.releaseLog()
        for worker in crew.workers { crew.dismiss(worker) }
        await sessions.tearDown()
        crew.dismiss()
    }
}
