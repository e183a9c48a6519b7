import Postgres
import Simulation

/// What a world's fingerprint must know of a worker besides its next call.
extension Lane {
    /// A statement is sent, over these committed rows.
    func begins(_ statement: Statement, over content: StateFingerprint?) {
        guard let content else { return }
        transaction.add(content)
        transaction.add(statement.sql)
        for parameter in statement.parameters { transaction.add(orNil: parameter) }
    }

    /// Whether a transaction of its is open, or a statement under way.
    var isInside: Bool { transaction != StateFingerprint() }

    /// Keeps what a statement answered, as far as a script can see it.
    func remember(_ result: QueryResult) {
        memory.add(result.tag)
        for row in result.rows { for value in row { memory.add(orNil: value) } }
    }

    /// A statement has ended, and left the session so.
    func finished(in status: TransactionStatus) {
        if status == .idle {
            transaction = StateFingerprint()
            wokeInThisStep = false
        } else {
            transaction.add(memory)
            transaction.add(status == .failed ? UInt64(1) : 0)
        }
    }

    /// A step is over, and these are the committed rows now.
    func stepEnded(over content: StateFingerprint?) {
        guard wokeInThisStep else { return }
        wokeInThisStep = false
        if let content { transaction.add(content) }
    }
}
