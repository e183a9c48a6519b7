/// Every scenario, in the order in which they are shown.
public enum Catalogue {
    /// The scenarios.
    public static let scenarios: [Scenario] = [
        inOrder, concurrentWorkers, duplicateDelivery, crashBeforeCommit, ackWaitRace, deleteRace, recreateRace,
        firstInsertRace, overlappingStatements, lateAck, lateNack, batchDeadlock, batchDuplicates, slowWorker,
        frozenWorker, unknownCommit, serverCrash, poisonRecord, legacyRows, everything,
    ]

    /// The scenario of a name.
    public static func scenario(named name: String) -> Scenario? {
        scenarios.first { $0.name == name }
    }
}
