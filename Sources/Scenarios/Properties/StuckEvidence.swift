/// What is known of a world that does not come to rest.
struct StuckEvidence {
    let ledger: Ledger
    /// The choices since faults have stopped.
    let choices: Int
    /// The virtual time in all.
    let time: Duration
    /// The first record that is not acknowledged: its id and version; nil if there is none.
    let unacknowledged: (id: String, version: Int64)?
    /// Why that record was not applied the last time.
    let lastFailure: Note.Failure?
    /// How many sessions wait for locks.
    let waiting: Int
    /// How often in a row that record was refused, where that ended the run.
    var refusals: Int?
}
