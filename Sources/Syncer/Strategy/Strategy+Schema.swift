public import Postgres

extension Strategy {
    /// Runs the strategy's DDL, statement by statement, in a database of its own.
    ///
    /// Settings that the DDL leaves in the session (`pg_dump` empties the search path) are reset at the end; roles and
    /// other things that it may have set are not, so use a session that ends then.
    ///
    /// - Throws: ``StrategyError`` with Postgres's own message for a statement that it rejects; `PostgresError` for a
    ///   lost connection.
    public func createSchema(on session: any Session) async throws {
        try await SchemaStatement.run(schema, on: session)
    }
}

extension SchemaStatement {
    /// Runs DDL, statement by statement, and resets the settings that it leaves in the session.
    ///
    /// - Throws: ``StrategyError``; `PostgresError` for a lost connection.
    package static func run(_ statements: [SchemaStatement], on session: any Session) async throws {
        for statement in statements {
            do {
                _ = try await session.run(Statement(statement.sql, prepares: false, origin: statement.origin))
            } catch let error as PostgresError where !error.connectionLost {
                throw statement.error(error)
            }
        }
        if session.transactionStatus != .idle, let last = statements.last {
            throw StrategyError(
                file: last.path, message: "it leaves a transaction open", remedy: "end it with commit")
        }
        _ = try await session.run(Statement("reset all", prepares: false, origin: "schema"))
    }
}

extension SchemaStatement {
    var path: String { folder.isEmpty ? place.file : "\(folder)/\(place.file)" }

    fileprivate func error(_ error: PostgresError) -> StrategyError {
        var place = place
        let scalars = sql.unicodeScalars
        for scalar in scalars.prefix(max(0, (error.position ?? 1) - 1)) {
            if scalar == "\n" {
                place.line += 1
                place.column = 1
            } else {
                place.column += 1
            }
        }
        let advice = SchemaAdvice.explanation(of: error)
        var explained = StrategyError(
            file: path, line: place.line, column: place.column,
            message: advice?.message ?? "Postgres says: \(error.message)", remedy: advice?.remedy ?? error.hint)
        explained.need = advice?.need
        return explained
    }
}
