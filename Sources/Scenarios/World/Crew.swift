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
    private unowned let world: World
    /// The slots, in order.
    private(set) var workers: [WorkerSlot] = []
    private var nextProcess = 0
    /// What the workers held that left sessions behind.
    private var leftHoldings: [ObjectIdentifier: [Delivery]] = [:]

    init(_ world: World) { self.world = world }

    // MARK: Starting and ending

    /// Starts a worker in a slot, on a session.
    func start(_ number: Int, on session: PooledSession) {
        let process = ProcessID(nextProcess)
        nextProcess += 1
        let teller = WorkerTeller(world)
        let cancel = CancelRequest()
        let simulated = SimulatedSession(board: world.board, process: process, backend: session) {
            cancel.worker?.wantsCancel = true
        }
        let slot = WorkerSlot(number: number, process: process, session: simulated)
        cancel.worker = slot
        teller.watch(slot)
        let worker = Worker(
            consumer: SimulatedConsumer(board: world.board, process: process, ackWait: world.plan.consumer.ackWait),
            session: simulated, destination: world.plan.destination, policy: world.plan.policy,
            clock: SimulatedClock(world.timeline, for: process), observer: teller)
        slot.task = Task(executorPreference: world.executor) { await worker.run() }
        if number <= workers.count { workers[number - 1] = slot } else { workers.append(slot) }
        world.executor.drain()
    }

    /// Leads a worker's wish to cancel back to its slot.
    private final class CancelRequest: @unchecked Sendable {
        weak var worker: WorkerSlot?
    }

    /// Ends a worker's process: nothing that it still wants to do reaches the world.
    func end(_ worker: WorkerSlot) async {
        worker.task?.cancel()
        world.timeline.kill(worker.process)
        world.board.kill(worker.process)
        world.executor.drain()
        if let call = worker.pendingCall {
            worker.pendingCall = nil
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
        worker.pendingCall = call
        worker.begins(statement, over: world.database.contentFingerprint)
        try await world.sessions.execute(statement, on: worker.session.backend, pauses: pauses)
    }

    /// Runs what workers do to ready their sessions: it is no part of the schedule.
    func runOpenings() async throws {
        while let (worker, call) = nextOpening(), let taken = world.board.take(call.id) {
            guard case .statement(let statement) = taken.call else { continue }
            try await execute(statement, for: taken, of: worker)
        }
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
        leftHoldings[ObjectIdentifier(session)] = deliveries
        try await world.sessions.abandon(session)
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
        case .woke(let session):
            let worker = owner(of: session)
            world.note(.woke, by: worker)
            worker?.woke()
        case .ended(let session):
            world.note(.orphanEnded, holdings(leftWith: session))
            leftHoldings[ObjectIdentifier(session)] = nil
            world.checkers.rowsMayHaveChanged()
        }
    }

    /// A statement has ended: the worker that waits for its answer gets it.
    private func finish(_ session: PooledSession, _ result: Result<QueryResult, PostgresError>) {
        let worker = owner(of: session)
        switch result {
        case .success(let result): world.note(.finished, by: worker, detail: .tag(result.tag))
        case .failure(let error): world.note(.failed, by: worker, detail: .failure(Note.Failure(error)))
        }
        guard let worker else { return }
        worker.finished(result, in: session.connection.transactionStatus)
        guard let call = worker.pendingCall else { return }
        worker.pendingCall = nil
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
    func owner(of session: PooledSession) -> WorkerSlot? { workers.first { $0.session.backend === session } }

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
            if call.process == worker.process, case .statement = call.call { true } else { false }
        }
    }

    /// Takes a worker's call by its name in a choice.
    func takeCall(named name: String, of worker: WorkerSlot) -> WorldBoard.Parked? {
        world.board.parked.first { $0.process == worker.process && $0.call.name == name }
            .flatMap { world.board.take($0.id) }
    }

    /// A worker that asks for more is done with what it had.
    func forgetFinishedBatches() {
        for worker in workers where !worker.isFrozen && !worker.holding.isEmpty && receiveCall(of: worker) != nil {
            worker.forgetBatch()
        }
    }
}
