extension Catalogue {
    static let overlappingStatements = Scenario(
        "overlapping-statements", "gates: statements inside each other, deletions among them",
        workload: .deletion,
        bounds: Bounds(workers: 2, records: 1, changes: 4, clock: 1),
        minimum: Bounds(workers: 2, records: 1, changes: 2, clock: 1),
        expiry: .anyTime, hazard: .overlap, hasGates: true)
}
