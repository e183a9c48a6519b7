import Foundation
import Postgres
import Synchronization

@testable import Syncer

/// Runs scripts with our interpreter, one session for all, and notes what psql would print.
final class Interpreted: Session {
    private let session: LiveSession
    private let rows = Mutex("")
    private let count = Mutex(0)

    /// Whether it sends at once what belongs together, as a syncer does; the rows of that are not noted then.
    private let sendsTogether: Bool

    init(_ session: LiveSession, sendsTogether: Bool = false) {
        self.session = session
        self.sendsTogether = sendsTogether
    }

    /// How many statements the last script has sent.
    var statementCount: Int { count.withLock { $0 } }

    /// Runs a script and undoes it, between marks in the server's log.
    func trace(_ script: Script, _ variables: [(name: String, value: String)], mark: Int) async throws -> Trace {
        var trace = Trace()
        rows.withLock { $0 = "" }
        count.withLock { $0 = 0 }
        _ = try await session.rows("select 'begin \(mark)' where false")
        do {
            let values = Dictionary(uniqueKeysWithValues: variables.map { ($0.name, Optional($0.value)) })
            try await script.run(variables: Variables(values), on: self)
        } catch let error as PostgresError {
            trace.failure = .sql(error.sqlState.rawValue)
        } catch let error as ScriptError {
            trace.failure = .script(error.description)
        }
        // In a failed transaction this is an error, and a mark all the same.
        _ = try? await session.rows("select 'end \(mark)' where false")
        trace.rows = rows.withLock { $0 }
        _ = try await session.rows("rollback")
        for table in PsqlBatch.tables { trace.tables += Trace.printed(try await session.rows(table)) }
        for statement in PsqlBatch.reset { _ = try await session.rows(statement) }
        return trace
    }

    // MARK: Session

    var transactionStatus: TransactionStatus { session.transactionStatus }

    func run(_ statement: Statement) async throws -> QueryResult {
        count.withLock { $0 += 1 }
        let result = try await session.run(statement)
        // The columns of those before a \gset are named after variables, and no others are.
        let setsVariables = result.columns.contains { column in
            ["v1", "v2", "v_3", "v4"].contains(where: column.lowercased().hasSuffix)
        }
        if !result.columns.isEmpty, !setsVariables {
            rows.withLock { $0 += Trace.printed(result.rows) }
        }
        return result
    }

    func runAll(_ statements: [Statement]) async throws {
        if sendsTogether {
            try await session.runAll(statements)
        } else {
            for statement in statements { _ = try await run(statement) }
        }
    }

    func cancel() async { await session.cancel() }
    func reconnect() async throws { try await session.reconnect() }
}
