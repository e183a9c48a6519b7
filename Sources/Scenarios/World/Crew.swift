import FakeSequin
import Postgres
import Sequin
import Simulation
import Syncer

/// The workers of a world, each in its slot: starts and ends them, finds whose call or session it is, and hears what
/// befalls their sessions.
///
/// One thread uses it.
final class Crew {
    unowned let world: World
    /// Why a program cannot be judged, unless what it has done so far violates a property.
    var trouble: ProgramTrouble?
    /// How often programs have ended by themselves, and were started again.
    var restarts = 0
    /// The slots, in order.
    private(set) var workers: [WorkerSlot] = []
    /// What programs wrote and met that have been replaced in this step.
    var endings: [StepDetail.ProgramNews] = []
    private var nextProcess = 0
    /// What the workers held that left sessions behind.
    private var leftHoldings: [ObjectIdentifier: [Delivery]] = [:]

    init(_ world: World) { self.world = world }

    // MARK: Starting and ending

    /// Starts a worker in a slot: code of this process on the session of its seat, or a program.
    func start(_ number: Int) async throws {
        if let programs = world.programs {
            start(number, as: try await programs.program(number))
        } else {
            start(number, on: try await world.sessions.seats.session(number))
        }
    }

    /// Starts a worker in the place of one that has ended.
    func replace(_ number: Int) async throws {
        if let programs = world.programs {
            start(number, as: try await programs.program(number))
        } else {
            start(number, on: try await world.sessions.seats.replace(number))
        }
    }

    private func start(_ number: Int, as program: WorkerProgram) {
        program.forgetRequests()
        put(WorkerSlot(number: number, process: newProcess(), .program(program), isFresh: true))
    }

    private func newProcess() -> ProcessID {
        defer { nextProcess += 1 }
        return ProcessID(nextProcess)
    }

    private func put(_ slot: WorkerSlot) {
        if slot.number <= workers.count { workers[slot.number - 1] = slot } else { workers.append(slot) }
    }

    private func start(_ number: Int, on session: PooledSession) {
        let process = newProcess()
        let teller = WorkerTeller(world)
        let cancel = CancelRequest()
        let simulated = SimulatedSession(board: world.board, process: process, backend: session) {
            cancel.worker?.wantsCancel = true
        }
        // One that takes another's place has begun to ask later than those that were there, which a deadline counts from.
        let isFresh = number > workers.count || world.plan.policy.deadline == nil
        let slot = WorkerSlot(number: number, process: process, .code(simulated), isFresh: isFresh)
        cancel.worker = slot
        teller.watch(slot)
        let worker = Worker(
            consumer: SimulatedConsumer(
                board: world.board, process: process, timeline: world.timeline, ackWait: world.plan.consumer.ackWait),
            session: simulated, destination: world.plan.destination, policy: world.plan.policy,
            clock: SimulatedClock(world.timeline, for: process), observer: teller)
        slot.task = Task(executorPreference: world.executor) { await worker.run() }
        put(slot)
        world.executor.drain()
    }

    /// Leads a worker's wish to cancel back to its slot.
    private final class CancelRequest: @unchecked Sendable {
        weak var worker: WorkerSlot?
    }

    /// Ends a worker's process: nothing that it still wants to do reaches the world.
    func end(_ worker: WorkerSlot) {
        if let program = worker.program { world.programs?.kill(program) }
        dismiss(worker)
    }

    /// Kills a worker, whose sessions go on at the server, and starts another in its place.
    func kill(_ worker: WorkerSlot) async throws {
        try await replaceDead(worker)
        try await runOpenings()
    }

    /// Starts another worker in the place of one that has died, or shall, whose sessions go on at the server.
    func replaceDead(_ worker: WorkerSlot) async throws {
        world.note(.crashed, by: worker, worker.holding)
        end(worker)
        for session in worker.sessions { try await leaveBehind(session, holding: worker.holding) }
        try await replace(worker.number)
    }

    /// Takes a worker out of the world. A program lives on, and waits as it did.
    func dismiss(_ worker: WorkerSlot) {
        worker.task?.cancel()
        world.timeline.kill(worker.process)
        world.board.kill(worker.process)
        world.executor.drain()
        for call in worker.takePending() {
            world.board.answer(call, with: .failure(CancellationError()))
            world.executor.drain()
        }
    }

    /// Forgets all workers.
    func dismiss() {
        workers = []
        leftHoldings = [:]
    }

    // MARK: Statements

    /// Sends a worker's statement.
    ///
    /// - Parameter pauses: Whether it pauses at the first row that it is about to write.
    func execute(
        _ statement: Statement, for call: WorldBoard.Parked, of worker: WorkerSlot, pauses: Bool = false
    ) async throws {
        guard let session = worker.session(for: call.call) else {
            return world.board.answer(call, with: .failure(PostgresError.lostConnection))
        }
        worker.awaits(session, for: call)
        worker.begins(statement, over: world.database.contentFingerprint)
        noteBeginning(of: call.call, of: worker, pauses: pauses)
        try await world.sessions.execute(statement, on: session, pauses: pauses)
    }

    /// Runs what workers do to ready their sessions: it is no part of the schedule.
    func runOpenings() async throws {
        try await settlePrograms()
        while let (worker, call) = nextOpening(), let taken = world.board.take(call.id) {
            guard let statement = taken.call.statement else { continue }
            try await execute(statement, for: taken, of: worker)
            try await settlePrograms()
        }
        // What programs wrote and met when they started belongs to no step.
        if world.stepNumber == 0 { _ = takeNews() }
    }

    private func nextOpening() -> (WorkerSlot, WorldBoard.Parked)? {
        for worker in workers where worker.isOpening {
            if let call = statementCall(of: worker) { return (worker, call) }
        }
        return nil
    }

    /// Leaves a worker's session to the server.
    ///
    /// - Parameter deliveries: What the worker held.
    func leaveBehind(_ session: PooledSession, holding deliveries: [Delivery]) async throws {
        if !isSpare(session) { leftHoldings[ObjectIdentifier(session)] = deliveries }
        try await world.sessions.abandon(session)
    }

    /// Whether a session is a program's that has nothing to do. How many of them it has is chance, and told nowhere.
    private func isSpare(_ session: PooledSession) -> Bool {
        owner(of: session)?.program != nil && session.isIdle && session.connection.transactionStatus == .idle
    }

    /// The sessions that were left behind are gone.
    func forgetLeftBehind() { leftHoldings = [:] }

    /// Hears what befalls a session.
    func hear(_ event: SessionEvent) {
        switch event {
        case .finished(let session, let result, let mayHaveCommitted):
            if mayHaveCommitted { world.checkers.rowsMayHaveChanged() }
            finish(session, result)
        case .blocked(let session): world.note(.blocked, by: owner(of: session))
        case .paused(let session, let place):
            let worker = owner(of: session)
            if let worker { world.consumer.paused(worker.subjects) }
            world.note(.paused, by: worker, detail: place.map { .pausedAt(rowPlace($0)) })
        case .slept(let session): world.note(.slept, by: owner(of: session))
        case .timer(let session):
            let worker = owner(of: session)
            world.note(.timer, by: worker)
            worker?.woke()
        case .woke(let session):
            let worker = owner(of: session)
            world.note(.woke, by: worker)
            worker?.woke()
        case .ended(let session):
            if let held = leftHoldings.removeValue(forKey: ObjectIdentifier(session)) { world.note(.orphanEnded, held) }
            world.checkers.rowsMayHaveChanged()
        }
    }

    /// A statement has ended: the worker that waits for its answer gets it.
    private func finish(_ session: PooledSession, _ result: Result<QueryResult, PostgresError>) {
        let worker = owner(of: session)
        if case .failure(let error) = result, let worker, let program = worker.program {
            worker.lastError = error
            trouble = trouble ?? program.trouble(of: error)
        }
        if worker?.program?.runsUnseen(session) == true { return letThrough(session, of: worker) }
        switch result {
        // That it is prepared is told of no statement: it has not run yet.
        case .success where worker?.program?.prepares(on: session) == true: break
        case .success(let result): world.note(.finished, by: worker, detail: .tag(result.tag))
        case .failure(let error): world.note(.failed, by: worker, detail: .failure(Note.Failure(error)))
        }
        guard let worker else { return }
        worker.finished(result, in: session.connection.transactionStatus)
        guard let call = worker.takePending(session) else { return letThrough(session, of: worker) }
        world.board.answer(call, with: result.map { .result($0) }.mapError { $0 })
        world.executor.drain()
    }

    /// A row by the record that it is about. What keys say besides may be chance, and is no part of a name.
    private func rowPlace(_ place: PausePlace) -> Note.RowPlace {
        let number = place.keys.lazy.compactMap { [ledger = world.ledger] in ledger.number(of: $0) }.first
        return Note.RowPlace(table: place.table, record: number.map(RecordName.letters))
    }

    // MARK: Questions

    /// The worker that a choice is about.
    func worker(of choice: Choice) -> WorkerSlot { workers[(choice.worker ?? 1) - 1] }

    /// The worker whose session it is; nil if none has it any more.
    func owner(of session: PooledSession) -> WorkerSlot? { workers.first { $0.owns(session) } }

    /// What a session's statement is about.
    func subjects(of session: PooledSession) -> [Delivery] {
        (owner(of: session)?.subjects ?? []) + holdings(leftWith: session)
    }

    /// What the worker held that left a session behind.
    func holdings(leftWith session: PooledSession) -> [Delivery] { leftHoldings[ObjectIdentifier(session)] ?? [] }

    /// Whether a worker waits for deliveries.
    var asksForDeliveries: Bool { workers.contains { receiveCall(of: $0) != nil } }

    /// A worker's receive that waits; nil if there is none.
    func receiveCall(of worker: WorkerSlot) -> WorldBoard.Parked? {
        world.board.parked.first { call in
            if call.process == worker.process, case .receive = call.call { true } else { false }
        }
    }

    /// A worker's statement that waits to be sent; nil if there is none.
    func statementCall(of worker: WorkerSlot) -> WorldBoard.Parked? {
        world.board.parked.first { call in
            call.process == worker.process && call.call.statement != nil
        }
    }

    /// Takes a worker's call by its name in a choice.
    func takeCall(named name: String, of worker: WorkerSlot) -> WorldBoard.Parked? {
        world.board.parked.first { $0.process == worker.process && $0.call.name == name }
            .flatMap { world.board.take($0.id) }
    }

    /// Takes a worker's statement that a choice makes a fault befall.
    func takeCall(of worker: WorkerSlot, befallenBy choice: Choice) -> WorldBoard.Parked? {
        world.board.parked.first { call in
            call.process == worker.process && call.call.statement != nil
                && world.names.fault(choice.action, at: call, of: worker) == choice
        }.flatMap { world.board.take($0.id) }
    }

    /// A worker that asks for more is done with what it had.
    func forgetFinishedBatches() {
        for worker in workers where !worker.isFrozen && !worker.holding.isEmpty && receiveCall(of: worker) != nil {
            // A program may ask for more while it is at work.
            if worker.program?.isBusy == true { continue }
            worker.forgetBatch()
        }
    }
}
