extension Catalogue {
    static let ackWaitRace = Scenario(
        "ack-wait-race", "the guide's: A stalls past ackWait, A\u{2032} is delivered and written, A is written last",
        bounds: Bounds(workers: 2, records: 1, changes: 2, clock: 1),
        expiry: .anyTime, hazard: .redelivery)

    static let deleteRace = Scenario(
        "delete-race", "create, update, delete; any worker may stall",
        workload: .deletion,
        bounds: Bounds(workers: 2, records: 1, changes: 3, clock: 2),
        minimum: Bounds(workers: 2, records: 1, changes: 2, clock: 1),
        expiry: .anyTime, hazard: .redeliveryOfDeletion)

    static let recreateRace = Scenario(
        "recreate-race", "create, update, delete, re-create; any worker may stall",
        workload: .recreation,
        bounds: Bounds(workers: 2, records: 1, changes: 4, clock: 2),
        minimum: Bounds(workers: 2, records: 1, changes: 3, clock: 1),
        expiry: .anyTime, hazard: .redeliveryAfterRecreation
    ) { $0.effort = 150 }

    static let firstInsertRace = Scenario(
        "first-insert-race", "two workers find the row absent",
        bounds: Bounds(workers: 2, records: 1, changes: 2, clock: 1),
        expiry: .anyTime, hazard: .redeliveryOfAbsentRow)
}
