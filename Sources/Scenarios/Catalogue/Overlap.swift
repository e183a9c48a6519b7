import FakeSequin

extension Catalogue {
    static let overlappingStatements = Scenario(
        "overlapping-statements", "pause points: statements inside each other, deletions among them",
        workload: .deletion,
        bounds: Bounds(workers: 2, records: 1, changes: 4, clock: 1),
        minimum: Bounds(workers: 2, records: 1, changes: 2, clock: 1),
        expiry: .anyTime, hazard: .redeliveryAfterPause
    ) {
        $0.hasPausePoints = true
        $0.effort = 400
    }

    static let batchDeadlock = Scenario(
        "batch-deadlock", "pause points: two batches lock the same rows in different order",
        bounds: Bounds(workers: 2, records: 2, changes: 4, clock: 1),
        minimum: Bounds(workers: 2, records: 2, changes: 2, clock: 1),
        expiry: .anyTime, hazard: .sharedBatches
    ) {
        $0.hasPausePoints = true
        $0.batchSize = 2
        $0.effort = 400
    }

    static let batchDuplicates = Scenario(
        "batch-duplicates", "the same record twice in a batch: sequin-sinks without grouping",
        workload: .deletion,
        bounds: Bounds(workers: 2, records: 1, changes: 4),
        minimum: Bounds(workers: 1, records: 1, changes: 2),
        hazard: .duplicateInBatch
    ) {
        $0.batchSize = 3
        $0.consumer = .sequinSinks
        $0.groupsByRecord = false
    }
}
