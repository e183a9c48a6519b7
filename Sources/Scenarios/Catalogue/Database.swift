extension Catalogue {
    static let unknownCommit = Scenario(
        "unknown-commit", "the connection is lost around COMMIT",
        workload: .deletion,
        bounds: Bounds(workers: 2, records: 1, changes: 3, clock: 1, faults: 2),
        minimum: Bounds(workers: 1, records: 1, changes: 1, faults: 1),
        expiry: .onceHolderHasGone, faults: [.connectionLostAtCommit], hazard: .lostCommit
    ) {
        $0.effort = 300
    }

    static let serverCrash = Scenario(
        "server-crash",
        "Postgres is killed and recovers, between any two steps; nothing expires before its worker has gone",
        bounds: Bounds(workers: 2, records: 2, changes: 4, clock: 1, faults: 1),
        minimum: Bounds(workers: 1, records: 1, changes: 1, faults: 1),
        expiry: .onceHolderHasGone, faults: [.serverKill], hazard: .serverKill
    ) {
        $0.killsServer = true
        $0.effort = 25
    }

    static let poisonRecord = Scenario(
        "poison-record", "the table refuses one id, and the others must not wait for it",
        bounds: Bounds(workers: 2, records: 3, changes: 6, clock: 1, faults: 1),
        minimum: Bounds(workers: 1, records: 2, changes: 2),
        expiry: .onceHolderHasGone, faults: [.crash], hazard: .poison
    ) {
        $0.isPoisoned = true
        $0.batchSize = 2
        // Above the fault bound, so that no fault but the poison uses a record's deliveries up.
        $0.maxDeliver = 5
    }

    static let legacyRows = Scenario(
        "legacy-rows", "rows from before updated_idx was stored: null; nothing expires",
        bounds: Bounds(workers: 2, records: 2, changes: 4),
        minimum: Bounds(workers: 1, records: 1, changes: 2),
        hazard: .legacyRow
    ) { $0.hasLegacyRows = true }

    static let everything = Scenario(
        "everything", "swarm of all faults, pause points and stalls, but no server crash, poison or legacy rows",
        workload: .recreation,
        bounds: Bounds(workers: 3, records: 2, changes: 8, clock: 3, faults: 4),
        minimum: Bounds(workers: 1, records: 1, changes: 1),
        expiry: .anyTime, faults: .allBut([.serverKill, .termination]), hazard: .anyFault
    ) {
        $0.hasPausePoints = true
        $0.batchSize = 2
        $0.isPlain = false
        $0.effort = 500
    }
}
