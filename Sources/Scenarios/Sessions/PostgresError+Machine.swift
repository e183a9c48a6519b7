import Postgres

extension PostgresError {
    /// Whether the machine has failed and not the script: a full disk, no memory, unreadable files, more temporary files
    /// than a cluster of ours lets a session write.
    var saysNothingOfTheScript: Bool {
        ["53100", "53200", "53400", "58000", "58030", "58P01", "XX001", "XX002"].contains(sqlState.rawValue)
    }
}

extension PostgresError {
    /// What a worker sees of a connection that is gone.
    static let lostConnection = PostgresError(
        sqlState: .connectionFailure, message: "server closed the connection unexpectedly", connectionLost: true)
}
