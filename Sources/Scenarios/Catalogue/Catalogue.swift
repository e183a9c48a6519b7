import FakeSequin

/// Every scenario, in the order in which they are shown.
public enum Catalogue {
    /// The scenarios; those that need a server of their own come last.
    public static let scenarios: [Scenario] = [
        inOrder, concurrentWorkers, duplicateDelivery, crashBeforeCommit, ackWaitRace, deleteRace, recreateRace,
        firstInsertRace, overlappingStatements, lateAck, lateNack, batchDeadlock, batchDuplicates, slowWorker,
        frozenWorker, terminatedWorker, unknownCommit, poisonRecord, legacyRows, everything, serverCrash,
    ]

    /// The scenario of a name.
    public static func scenario(named name: String) -> Scenario? {
        scenarios.first { $0.name == name }
    }

    /// Whether a scenario is judged with this consumer unless another is asked for.
    package static func isUsual(_ consumer: String, for scenario: String) -> Bool {
        consumer == (Catalogue.scenario(named: scenario)?.setup.consumer ?? .fenced).rawValue
    }
}
