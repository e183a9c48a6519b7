extension Catalogue {
    static let slowWorker = Scenario(
        "slow-worker", "a worker passes its deadline, and its timers fire",
        workload: .deletion,
        bounds: Bounds(workers: 2, records: 1, changes: 3, clock: 2),
        minimum: Bounds(workers: 2, records: 1, changes: 2, clock: 1),
        expiry: .anyTime, hazard: .slowness)

    static let frozenWorker = Scenario(
        "frozen-worker", "a worker passes its deadline while frozen, then goes on",
        bounds: Bounds(workers: 2, records: 1, changes: 2, clock: 1, faults: 1),
        expiry: .onceHolderHasGone, faults: [.freeze], hazard: .freeze
    ) { $0.effort = 300 }
}
