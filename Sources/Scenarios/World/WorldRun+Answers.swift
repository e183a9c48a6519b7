import Postgres
import Simulation

/// What the end of a statement means: an answer for its worker, and perhaps rows that others can see.
extension WorldRun {
    /// A statement has ended: whoever waits for its answer gets it.
    func finish(_ backend: Backend, with result: Result<QueryResult, PostgresError>) {
        backend.state = .idle
        backend.owesNotice = false
        if mayCommit(backend, result) { mayHaveCommitted = true }
        let lane = owner(of: backend)
        switch result {
        case .success(let result):
            note(.finished, by: lane, detail: .tag(result.tag))
            lane?.remember(result)
        case .failure(let error):
            note(.failed, by: lane, detail: .failure(Note.Failure(error)))
            lane?.memory.add(error.sqlState.rawValue)
        }
        lane?.finished(in: backend.connection.transactionStatus)
        guard let call = backend.call else { return }
        backend.call = nil
        board.answer(call, with: result.map { .result($0) }.mapError { $0 })
        executor.drain()
    }

    /// Whether rows may look different to others now that a statement has ended so.
    private func mayCommit(_ backend: Backend, _ result: Result<QueryResult, PostgresError>) -> Bool {
        let status = backend.connection.transactionStatus
        // One transaction may end, and the next begin, in a single command.
        let isChained = (try? result.get())?.tag == "COMMIT"
        guard plan.traits.tagsTellWrites else { return status != .inTransaction || isChained }
        let hasEnded = status == .idle || isChained
        defer { if hasEnded { backend.hasWritten = false } }
        switch result {
        case .failure(let error): return error.connectionLost
        case .success(let answer):
            if answer.saysWritten { backend.hasWritten = true }
            return hasEnded && backend.hasWritten && answer.tag != "ROLLBACK"
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
