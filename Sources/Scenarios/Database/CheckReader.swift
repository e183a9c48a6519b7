import Postgres
import Syncer

/// Runs a strategy's own checks so that they leave nothing behind.
enum CheckReader {
    /// Asks one question, in a transaction that may not write.
    ///
    /// - Returns: Nil while a lock keeps it from being answered.
    /// - Throws: `PostgresError`.
    static func ask(
        _ question: CheckQuestion, run: (Statement) async throws -> QueryResult
    ) async throws -> QueryResult? {
        _ = try await run(begin)
        do {
            let result = try await run(question.statement)
            _ = try await run(rollback)
            return result
        } catch let error as PostgresError where !error.connectionLost {
            _ = try await run(rollback)
            if error.sqlState == "55P03" { return nil }
            throw error
        }
    }

    private static let begin = Statement("begin read only")
    private static let rollback = Statement("rollback")

    /// Tries all checks of a strategy on a database in which nothing has happened yet.
    ///
    /// - Throws: `StrategyError` for one that Postgres refuses, or that returns rows.
    static func tryAll(of strategy: Strategy, on connection: Connection) async throws {
        for check in strategy.checks {
            let question = try check.question(upstream: [], delivered: [], of: strategy)
            let result: QueryResult?
            do {
                result = try await ask(question) { try await connection.run($0) }
            } catch let error as PostgresError where !error.connectionLost {
                throw question.error(error)
            }
            guard let first = result?.shownRows.sorted().first else { continue }
            throw check.error(
                "it returns rows before anything has happened: \(first)",
                remedy: "let it return what must not be, such as 'select … where total <> …'")
        }
    }
}

extension QueryResult {
    /// The rows as `column=value, …`.
    var shownRows: [String] {
        rows.map { row in
            zip(columns, row).map { column, value in "\(column)=\(Self.shown(value))" }.joined(separator: ", ")
        }
    }

    private static func shown(_ value: String?) -> String {
        guard let value else { return "null" }
        return value.count > 60 ? "\(value.prefix(57))…" : value
    }
}
