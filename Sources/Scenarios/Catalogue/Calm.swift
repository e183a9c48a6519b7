import FakeSequin

extension Catalogue {
    static let inOrder = Scenario(
        "in-order", "none: one worker, no faults",
        workload: .recreation,
        bounds: Bounds(workers: 1, records: 2, changes: 8),
        minimum: Bounds(workers: 1, records: 1, changes: 1),
        hazard: .delivery
    ) {
        $0.isPlain = false
        $0.sequenceStart = .int4Maximum
    }

    static let concurrentWorkers = Scenario(
        "concurrent-workers", "several workers, nothing expires",
        workload: .recreation,
        bounds: Bounds(workers: 3, records: 3, changes: 9),
        minimum: Bounds(workers: 2, records: 2, changes: 2),
        hazard: .concurrentDeliveries
    ) {
        $0.isPlain = false
        $0.sequenceStart = .ninetyNine
    }
}
