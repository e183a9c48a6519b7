/// What a worker is in between its own steps: what a swimlane shows where it does nothing.
enum LaneState: String, CaseIterable {
    /// It has nothing to do.
    case idle
    /// It has received something, and is not done with it.
    case holding
    /// Its statement waits for a lock.
    case blocked
    /// Its statement waits inside itself, at a row.
    case paused
    /// Its process does not move.
    case frozen

    /// One character for it; ASCII stand-ins are TextStyle's.
    var mark: String {
        switch self {
        case .idle: ""
        case .holding: "│"
        case .blocked: "┆"
        case .paused: "‖"
        case .frozen: "~"
        }
    }

    /// One character for a worker that does something just now.
    static let acting = "●"

    /// What it means.
    var meaning: String {
        switch self {
        case .idle: "idle"
        case .holding: "holds a delivery"
        case .blocked: "waits for a lock"
        case .paused: "paused inside its statement"
        case .frozen: "frozen"
        }
    }
}

/// Follows each worker's state through a history.
struct LaneStates {
    private var held: [[String]]
    private var isBlocked: [Bool]
    private var isPaused: [Bool]
    private var isFrozen: [Bool]

    init(workers: Int) {
        held = Array(repeating: [], count: workers)
        isBlocked = Array(repeating: false, count: workers)
        isPaused = isBlocked
        isFrozen = isBlocked
    }

    /// The states as they are now.
    var states: [LaneState] {
        held.indices.map { worker in
            if isFrozen[worker] { return .frozen }
            if isPaused[worker] { return .paused }
            if isBlocked[worker] { return .blocked }
            return held[worker].isEmpty ? .idle : .holding
        }
    }

    mutating func follow(_ step: Step) {
        let worker = (step.choice.worker ?? 0) - 1
        if held.indices.contains(worker) { follow(step.choice, of: worker) }
        for note in step.notes {
            if note.kind == .serverKilled { for worker in held.indices { end(worker) } }
            let worker = (note.worker ?? 0) - 1
            if held.indices.contains(worker) { follow(note, of: worker) }
        }
    }

    private mutating func follow(_ choice: Choice, of worker: Int) {
        switch choice.action {
        case .ack, .nack: settle(choice, of: worker)
        case .loseRequest, .loseResponse, .duplicate:
            if choice.call != "receive" { settle(choice, of: worker) }
        case .crash:
            end(worker)
            held[worker] = []
            isFrozen[worker] = false
        case .freeze: isFrozen[worker] = true
        case .thaw: isFrozen[worker] = false
        case .goOn: isPaused[worker] = false
        default: break
        }
    }

    private mutating func settle(_ choice: Choice, of worker: Int) {
        held[worker].removeAll { (choice.records ?? []).contains($0) }
    }

    private mutating func follow(_ note: Note, of worker: Int) {
        switch note.kind {
        case .delivered: held[worker] = note.versions.map(\.record)
        case .missedDeadline: held[worker] = []
        case .blocked: isBlocked[worker] = true
        case .paused: isPaused[worker] = true
        case .woke: isBlocked[worker] = false
        case .finished, .failed, .disconnected: end(worker)
        default: break
        }
    }

    /// No statement of the worker's runs any more.
    private mutating func end(_ worker: Int) {
        isBlocked[worker] = false
        isPaused[worker] = false
    }
}
