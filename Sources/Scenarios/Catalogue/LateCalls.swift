extension Catalogue {
    static let lateAck = Scenario(
        "late-ack", "an ack or a duplicate ack arrives after redelivery, and the second worker dies",
        bounds: Bounds(workers: 2, records: 1, changes: 3, clock: 2, faults: 2),
        minimum: Bounds(workers: 2, records: 1, changes: 2, clock: 1, faults: 1),
        expiry: .anyTime, faults: [.crash, .ackDuplicated], hazard: .lateAck
    ) { $0.effort = 300 }

    static let lateNack = Scenario(
        "late-nack", "a nack arrives after redelivery",
        bounds: Bounds(workers: 2, records: 1, changes: 3, clock: 2, faults: 2),
        minimum: Bounds(workers: 2, records: 1, changes: 2, clock: 1, faults: 1),
        expiry: .anyTime, faults: [.connectionLostBeforeSend, .connectionLostAfterSend, .nackDuplicated],
        hazard: .lateNack
    ) { $0.effort = 300 }
}
