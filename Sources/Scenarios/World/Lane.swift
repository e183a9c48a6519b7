import Sequin
import Simulation
import Syncer

/// A worker's column: the worker that is at work there now. One that crashed is replaced in the same column.
final class Lane {
    /// From 1.
    let number: Int
    let process: ProcessID
    let session: SimulatedSession
    var task: Task<Void, Never>?
    /// What it has received and is not done with.
    var holding: [Delivery] = []
    /// The number of each of these among its record's handings-out.
    var handOuts: [AckID: Int] = [:]
    /// Whether its process does not move.
    var isFrozen = false
    /// What it is writing.
    var applying: [Delivery] = []
    /// Whether it has ever received anything: until then it is like any other fresh worker.
    var isFresh = true
    /// Whether it is readying its session: that is no part of the schedule.
    var isOpening = true
    /// A hash of every answer that its script has had since it received: what it will do next follows from it.
    var memory = StateFingerprint()
    /// A hash of what its open transaction has done, and of the rows that it did it to: what only its session sees,
    /// and which locks it holds, follow from it.
    var transaction = StateFingerprint()
    /// Whether its statement waited, and went on in this step: over rows that are known once the step is over.
    var wokeInThisStep = false
    /// Whether it wants its running statement cancelled.
    var wantsCancel = false

    init(number: Int, process: ProcessID, session: SimulatedSession) {
        self.number = number
        self.process = process
        self.session = session
    }
}
