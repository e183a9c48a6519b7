import Sequin

/// What is known once everything has been done.
struct RestEvidence {
    let ledger: Ledger
    /// The committed rows; nil where a lock keeps them from being read.
    let committed: CommittedState?
    /// The records as they are upstream.
    let truth: [Record]
    /// The records that the consumer has given up.
    let dead: [GivenUp]
    /// The values of a table's columns for a record, as the server writes them.
    let expectedValues: (Record, TableShape) async throws -> [String?]
    /// Asks the strategy's own checks.
    var answers: () async throws -> [CheckAnswer] = { [] }

    /// A record that the consumer has given up.
    struct GivenUp {
        var record: Record
        var deliverCount: Int
        /// Whether the scenario has made it so that the table refuses it.
        var isPoison: Bool
        /// Why it was not applied the last time.
        var lastFailure: Note.Failure?
    }
}
