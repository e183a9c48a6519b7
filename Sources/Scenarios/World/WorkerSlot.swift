import Postgres
import Sequin
import Simulation
import Syncer

/// A place for a worker, and the worker that is at work there now. One that crashed is replaced in the same slot.
final class WorkerSlot {
    /// From 1.
    let number: Int
    let process: ProcessID
    let session: SimulatedSession
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
    private(set) var isFresh = true
    /// Whether it is readying its session: that is no part of the schedule.
    var isOpening = true
    /// The call that waits for its statement, which is at the server.
    var pendingCall: WorldBoard.Parked?
    /// Whether it wants its running statement cancelled.
    var wantsCancel = false
    /// What its script has been answered.
    private(set) var memory = WorkerMemory()

    init(number: Int, process: ProcessID, session: SimulatedSession) {
        self.number = number
        self.process = process
        self.session = session
    }

    /// What its statements are about: what it is writing, else what it holds.
    var subjects: [Delivery] { applying.isEmpty ? holding : applying }

    /// Takes a batch.
    func receive(_ deliveries: [Delivery], numbers: [AckID: Int]) {
        isFresh = false
        isOpening = false
        holding = deliveries
        deliveryNumbers = numbers
    }

    /// A call of its to the consumer has failed: it pauses, as a fresh worker does not.
    func callFailed() { isFresh = false }

    /// Forgets a batch that it is done with.
    func forgetBatch() {
        holding = []
        applying = []
        deliveryNumbers = [:]
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
