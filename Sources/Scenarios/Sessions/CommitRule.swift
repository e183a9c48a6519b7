import Postgres

/// Tells whether rows may look different to others once a statement has ended.
struct CommitRule {
    /// Whether a command's tag tells whether it has written.
    var tagsTellWrites: Bool

    /// Takes the end of a statement into account.
    func mayHaveCommitted(_ session: PooledSession, _ result: Result<QueryResult, PostgresError>) -> Bool {
        let status = session.connection.transactionStatus
        // One transaction may end, and the next begin, in a single command.
        let isChained = (try? result.get())?.tag == "COMMIT"
        guard tagsTellWrites else { return status != .inTransaction || isChained }
        let hasEnded = status == .idle || isChained
        defer { if hasEnded { session.transactionEnded() } }
        switch result {
        case .failure(let error): return error.connectionLost
        case .success(let answer):
            if answer.saysWritten { session.wrote() }
            return hasEnded && session.hasWritten && answer.tag != "ROLLBACK"
        }
    }
}

extension QueryResult {
    /// Whether the command tag counts rows that were written, as in `INSERT 0 1`.
    fileprivate var saysWritten: Bool {
        let words = tag.split(separator: " ")
        return ["INSERT", "UPDATE", "DELETE", "MERGE"].contains(words.first ?? "") && words.last != "0"
    }
}
