import Postgres
import Sequin
import Simulation
import Syncer

/// A place for a worker, and the worker that is at work there now. One that crashed is replaced in the same slot.
final class WorkerSlot {
    /// What a worker is.
    enum Body {
        /// Code of this process, on its session.
        case code(SimulatedSession)
        /// A program, with what sessions it opens.
        case program(WorkerProgram)
    }

    /// From 1.
    let number: Int
    let process: ProcessID
    let body: Body
    var task: Task<Void, Never>?
    /// What it has received and is not done with.
    var holding: [Delivery] = []
    /// The number of each of these among its record's deliveries.
    var deliveryNumbers: [AckID: Int] = [:]
    /// Whether its process does not move.
    var isFrozen = false
    /// What it is writing.
    var applying: [Delivery] = []
    /// Whether no call of its has been answered with deliveries or failed: until then it is like any other fresh worker.
    private(set) var isFresh: Bool
    /// Whether it is readying its session: that is no part of the schedule.
    var isOpening = true
    /// The calls that wait for statements, which are at the server, by session.
    private(set) var pendingCalls: [ObjectIdentifier: WorldBoard.Parked] = [:]
    /// All that it has been handed, by what it is acknowledged by.
    private var given: [AckID: Delivery] = [:]
    /// What it has acknowledged, whether that has arrived or not.
    private var claimed: Set<AckID> = []
    /// The deliveries of those that no committed row has shown to be done.
    private var claims: [Delivery] = []
    /// Whether it has asked for deliveries.
    var hasAsked = false
    /// What a program met last over what it holds: an error of the server's.
    var lastError: PostgresError?
    /// Whether it wants its running statement cancelled.
    var wantsCancel = false
    /// What its script has been answered.
    private(set) var memory = WorkerMemory()

    init(number: Int, process: ProcessID, _ body: Body, isFresh: Bool) {
        self.isFresh = isFresh
        self.number = number
        self.process = process
        self.body = body
    }

    /// What its statements are about: what it is writing, else what it holds.
    var subjects: [Delivery] { applying.isEmpty ? holding : applying }

    /// Takes a batch.
    func receive(_ deliveries: [Delivery], numbers: [AckID: Int]) {
        isFresh = false
        isOpening = false
        lastError = nil
        // A program that is posted events may work on several.
        holding = program?.posted == nil ? deliveries : holding + deliveries
        deliveryNumbers.merge(numbers) { $1 }
        for delivery in deliveries { given[delivery.ackID] = delivery }
    }

    /// It has answered a delivery, which has arrived or is lost.
    func isDone(with delivery: Delivery) { holding.removeAll { $0.ackID == delivery.ackID } }

    /// A delivery that it was handed, by what it is acknowledged by.
    func delivery(_ id: AckID) -> Delivery? { given[id] }

    /// Takes note that it says of deliveries that they are done.
    func claim(_ ids: [AckID]) {
        claims += ids.filter { claimed.insert($0).inserted }.compactMap { given[$0] }
    }

    /// What it holds and has not said to be done.
    var unclaimed: [Delivery] { holding.filter { !claimed.contains($0.ackID) } }

    /// Takes those of which it has said so, and of which something else shows it.
    func takeClaims(_ isShown: (Delivery) -> Bool) -> [Delivery] {
        let shown = claims.filter(isShown)
        claims.removeAll { shown.contains($0) }
        return shown
    }

    /// A call waits for a statement, which goes to the server.
    func awaits(_ session: PooledSession, for call: WorldBoard.Parked) {
        pendingCalls[ObjectIdentifier(session)] = call
    }

    /// Takes the call that waits for a session's statement.
    func takePending(_ session: PooledSession) -> WorldBoard.Parked? {
        pendingCalls.removeValue(forKey: ObjectIdentifier(session))
    }

    /// Takes all calls that wait for statements.
    func takePending() -> [WorldBoard.Parked] {
        defer { pendingCalls = [:] }
        return pendingCalls.values.sorted { $0.id < $1.id }
    }

    /// A call of its to the consumer has failed: it pauses, as a fresh worker does not.
    func callFailed() { isFresh = false }

    /// Forgets a batch that it is done with.
    func forgetBatch() {
        holding = []
        applying = []
        memory.forgetAnswers()
    }

    /// A statement is sent, over these committed rows.
    func begins(_ statement: Statement, over content: StateFingerprint?) { memory.begins(statement, over: content) }

    /// Its statement paused, and goes on over these committed rows.
    func goesOn(over content: StateFingerprint?) { memory.goesOn(over: content) }

    /// Its statement waited, and goes on in this step.
    func woke() { memory.woke() }

    /// Its statement has ended.
    func finished(_ result: Result<QueryResult, PostgresError>, in status: TransactionStatus) {
        memory.finished(result, in: status)
    }

    /// A step is over, and these are the committed rows now.
    func stepEnded(over content: StateFingerprint?) { memory.stepEnded(over: content) }
}

// MARK: Sessions

extension WorkerSlot {
    /// The program; nil if it is code of this process.
    var program: WorkerProgram? { if case .program(let program) = body { program } else { nil } }

    /// The session of code of this process.
    var code: SimulatedSession? { if case .code(let session) = body { session } else { nil } }

    /// Its sessions that it has not lost, in an order that is the same in every run.
    var sessions: [PooledSession] {
        switch body {
        case .code(let session): session.isLost ? [] : [session.backend]
        case .program(let program): program.sessions
        }
    }

    /// Whether a session is its own, lost or not.
    func owns(_ session: PooledSession) -> Bool {
        switch body {
        case .code(let code): code.backend === session
        case .program(let program): program.sessions.contains { $0 === session }
        }
    }

    /// The session whose statement pauses and is to go on.
    func paused(by choice: Choice, _ names: ChoiceNames) -> PooledSession? {
        var plain = choice
        plain.pausesAtRow = nil
        return sessions.first { $0.isPaused && names.goingOn($0, of: self) == plain }
    }

    /// Takes a session from it, as a network does that loses a connection.
    func lose(_ session: PooledSession) {
        switch body {
        case .code(let code): code.isLost = true
        case .program(let program): program.connection(of: session)?.dropsAnswers = true
        }
    }

    /// The session that a call's statement goes to; nil if there is none any more.
    func session(for call: WorldCall) -> PooledSession? {
        switch (body, call) {
        case (.code(let session), _): session.isLost ? nil : session.backend
        case (.program(let program), .step(let step)): program.connection(step.connection)?.session
        case (.program, _): nil
        }
    }
}
