import Postgres
import Simulation

/// What a world's state must know of a worker besides its next call: what its script has been answered, and what its open
/// transaction has done.
struct WorkerMemory {
    /// A hash of every answer that its script has had since it received: what it will do next follows from it.
    private var answers = StateFingerprint()
    /// A hash of what its open transaction has done, and of the rows that it did it to: what only its session sees,
    /// and which locks it holds, follow from it.
    private var transaction = StateFingerprint()
    /// Whether its statement waited, and went on in this step: over rows that are known once the step is over.
    private var wokeInThisStep = false

    /// Whether a transaction of its is open, or a statement under way.
    var isInside: Bool { transaction != StateFingerprint() }

    mutating func begins(_ statement: Statement, over content: StateFingerprint?) {
        guard let content else { return }
        transaction.add(content)
        transaction.add(statement.sql)
        for parameter in statement.parameters { transaction.add(orNil: parameter) }
    }

    /// Its statement paused at a row, and sees what has been committed since where it looks from now on.
    mutating func goesOn(over content: StateFingerprint?) {
        if let content { transaction.add(content) }
    }

    mutating func woke() { wokeInThisStep = true }

    /// Keeps what a statement answered, as far as a script can see it.
    mutating func finished(_ result: Result<QueryResult, PostgresError>, in status: TransactionStatus) {
        switch result {
        case .success(let result):
            answers.add(result.tag)
            for row in result.rows { for value in row { answers.add(orNil: value) } }
        case .failure(let error): answers.add(error.sqlState.rawValue)
        }
        if status == .idle {
            transaction = StateFingerprint()
            wokeInThisStep = false
        } else {
            transaction.add(answers)
            transaction.add(status == .failed ? UInt64(1) : 0)
        }
    }

    mutating func stepEnded(over content: StateFingerprint?) {
        guard wokeInThisStep else { return }
        wokeInThisStep = false
        if let content { transaction.add(content) }
    }

    mutating func forgetAnswers() { answers = StateFingerprint() }

    /// Adds it to a state.
    func add(to print: inout StateFingerprint) {
        print.add(answers)
        print.add(transaction)
    }
}
