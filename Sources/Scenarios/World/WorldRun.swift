import FakeSequin
import OrderedCollections
import Postgres
import Sequin
import Simulation
import Syncer

/// One run of a world: from an empty table to a violation, or to quiescence and a last look.
///
/// One thread uses it.
final class WorldRun {
    let plan: WorldPlan
    let database: WorldDatabase
    let isRecording: Bool

    let executor = StepExecutor()
    let board = WorldBoard()
    let timeline = Timeline()
    var upstream: Upstream
    var consumer: ConsumerState
    var lanes: [Lane] = []
    var orphans: [Backend] = []
    /// Acks and nacks on their way that have arrived once already.
    var callsInFlight: [CallInFlight] = []
    /// How often each record has been handed out.
    var handOuts: [String: Int] = [:]
    var changesMade = 0

    var isFree = true
    var expiriesUsed = 0
    var faultsUsed = 0
    var lastParty = 0
    var stepNumber = 0
    var blockedCount = 0
    var mayHaveCommitted = true
    /// The processes that keep sessions waiting; known only where waiting sessions are not stopped.
    var holdsUp: Set<Int32> = []
    private var nextProcess = 0

    var checker: Checker
    var hazards: HazardCounter
    var outcome = RunOutcome()
    var notes: [Note] = []
    var lastFailure: [String: String] = [:]
    var committed: CommittedState
    /// Called where a property is violated, while every session still is as it was then.
    var atViolation: ((RunOutcome) async throws -> Void)?

    init(plan: WorldPlan, database: WorldDatabase, isRecording: Bool) {
        self.plan = plan
        self.database = database
        self.isRecording = isRecording
        upstream = plan.makeUpstream(idStyle: database.idStyle)
        consumer = ConsumerState(plan.consumer)
        checker = Checker(deletes: plan.strategy.deletes)
        hazards = HazardCounter(plan.scenario.hazard)
        committed = CommittedState(database.tables.map { _ in [] }, tables: database.tables)
    }

    /// Runs until a property is violated, or nothing is left to happen.
    ///
    /// - Throws: What makes the run void: a server that is gone, a harness that cannot go on.
    func run(_ decider: inout some Decider<Choice>) async throws -> RunOutcome {
        database.statements = 0
        database.watchesContent = plan.watchesContent
        do {
            try await database.reset()
            try await database.holdLog()
            if plan.scenario.setup.hasLegacyRows { try await makeLegacyRows() }
            for number in 1...plan.bounds.workers { start(lane: number, on: try await database.backend(number)) }
            try await settleOpenings()
            try await runFreely(&decider)
            if outcome.violation == nil, !outcome.isAbandoned { try await runFairly() }
            if outcome.violation == nil, !outcome.isAbandoned { try await checkConvergence() }
            if outcome.violation != nil { try await atViolation?(outcome) }
        } catch {
            await tearDown()
            throw error
        }
        await tearDown()
        database.countSessionResets()
        if isFree { outcome.changes = Array(plan.changes.prefix(changesMade)) }
        outcome.hazards = hazards.count
        outcome.statements = database.statements
        return outcome
    }

    private func runFreely(_ decider: inout some Decider<Choice>) async throws {
        while outcome.violation == nil, outcome.schedule.count < plan.freeChoiceLimit {
            let options = self.options()
            if options.isEmpty { break }
            switch decider.decide(options, state: fingerprint) {
            case .take(let index):
                outcome.schedule.append(options[index].choice)
                try await take(options[index])
            case .stop: return
            case .abandon:
                outcome.isAbandoned = true
                return
            }
        }
        outcome.reachedLimit = outcome.violation == nil && outcome.schedule.count >= plan.freeChoiceLimit
    }

    /// No more faults, and everybody's turn: the world must come to rest.
    private func runFairly() async throws {
        isFree = false
        outcome.changes = Array(plan.changes.prefix(changesMade))
        let limit = timeline.now + plan.fairTimeLimit
        var choices = 0
        while outcome.violation == nil {
            let options = self.options()
            guard let next = options.first(where: { $0.party > lastParty }) ?? options.first else {
                if !isQuiescent { reportStuck(after: choices) }
                return
            }
            if choices >= plan.fairChoiceLimit || timeline.now > limit {
                reportStuck(after: choices)
                return
            }
            choices += 1
            outcome.fairChoices.append(next.choice)
            try await take(next)
        }
    }

    private func take(_ option: Option<Choice>) async throws {
        lastParty = option.party
        notes = []
        outcome.lastChoice = option.choice
        stepNumber += 1
        let statement = isRecording ? statement(of: option.choice) : nil
        let subjects = isRecording ? subjects(of: option.choice).map(label) : []
        let before = committed.rows
        try await perform(option.choice)
        try await findHolders()
        try await checkCommitted()
        if isRecording {
            outcome.steps.append(
                Step(
                    choice: option.choice, isFree: isFree, time: timeline.now / .seconds(1), notes: notes,
                    detail: detail(of: option.choice, subjects, statement, rowsBefore: before)))
        }
    }

    /// Starts a worker in a column, on a session.
    func start(lane number: Int, on backend: Backend) {
        let process = ProcessID(nextProcess)
        nextProcess += 1
        let observer = LaneObserver(run: self)
        let cancel = CancelRequest()
        let session = SimulatedSession(board: board, process: process, backend: backend) {
            cancel.lane?.wantsCancel = true
        }
        let lane = Lane(number: number, process: process, session: session)
        cancel.lane = lane
        observer.watch(lane)
        let worker = Worker(
            consumer: SimulatedConsumer(board: board, process: process, ackWait: plan.consumer.ackWait),
            session: session, destination: plan.destination, policy: plan.policy,
            clock: SimulatedClock(timeline, for: process), observer: observer)
        lane.task = Task(executorPreference: executor) { await worker.run() }
        if number <= lanes.count { lanes[number - 1] = lane } else { lanes.append(lane) }
        executor.drain()
    }

    /// Leads a worker's wish to cancel back to its column.
    private final class CancelRequest: @unchecked Sendable {
        weak var lane: Lane?
    }
}
