import Scenarios

/// The state of each worker, followed through a history step by step.
struct WorkerStates {
    /// The records that each worker holds.
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

    /// Each worker's state after the steps that were followed.
    var current: [WorkerState] {
        held.indices.map { worker in
            if isFrozen[worker] { return .frozen }
            if isPaused[worker] { return .paused }
            if isBlocked[worker] { return .blocked }
            return held[worker].isEmpty ? .idle : .holding
        }
    }

    /// Takes a step into account.
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
        switch choice.action.account?.effect {
        case .handsBack: if choice.call != "receive" { handBack(choice, of: worker) }
        case .dies:
            end(worker)
            held[worker] = []
            isFrozen[worker] = false
        case .freezes: isFrozen[worker] = true
        case .thaws: isFrozen[worker] = false
        case .goesOn: isPaused[worker] = false
        case .nothing, nil: break
        }
    }

    /// Notes that the worker is done with the records of an ack or a nack.
    private mutating func handBack(_ choice: Choice, of worker: Int) {
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
        case .crashed:
            end(worker)
            held[worker] = []
            isFrozen[worker] = false
        // These end no statement of the worker, or its choice has done so.
        case .applied, .gaveUp, .acked, .ignored, .nacked, .expired, .serverKilled, .dead, .orphanEnded, .row, .timer,
            .fetched,
            .slept:
            break
        }
    }

    /// Notes that no statement of the worker runs any more.
    private mutating func end(_ worker: Int) {
        isBlocked[worker] = false
        isPaused[worker] = false
    }
}
