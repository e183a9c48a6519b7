extension Catalogue {
    static let duplicateDelivery = Scenario(
        "duplicate-delivery",
        "a crash after commit and before ack, or a lost ack; nothing expires before its worker has gone",
        workload: .deletion,
        bounds: Bounds(workers: 2, records: 1, changes: 3, clock: 2, faults: 2),
        minimum: Bounds(workers: 1, records: 1, changes: 1, clock: 1, faults: 1),
        expiry: .onceHolderHasGone,
        faults: [.crash, .ackRequestLost, .ackResponseLost],
        hazard: .duplicate)

    static let crashBeforeCommit = Scenario(
        "crash-before-commit", "a worker dies at any statement; nothing else expires",
        workload: .deletion,
        bounds: Bounds(workers: 2, records: 1, changes: 3, clock: 2, faults: 2),
        minimum: Bounds(workers: 1, records: 1, changes: 1, clock: 1, faults: 1),
        expiry: .onceHolderHasGone,
        faults: [.crash],
        hazard: .crashWhileHolding
    ) {
        $0.effort = 300
    }

    static let terminatedWorker = Scenario(
        "terminated-worker",
        "a program gets SIGTERM at any step, and is killed when its grace is over; nothing else expires",
        workload: .deletion,
        bounds: Bounds(workers: 2, records: 1, changes: 3, clock: 2, faults: 2),
        minimum: Bounds(workers: 1, records: 1, changes: 1, faults: 1),
        expiry: .onceHolderHasGone,
        faults: [.termination],
        hazard: .termination)
}
