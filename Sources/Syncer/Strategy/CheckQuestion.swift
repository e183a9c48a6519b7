package import Postgres

/// A check's query with the records in it, as it is sent.
package struct CheckQuestion: Sendable {
    /// What is sent.
    package let statement: Statement
    private let query: ScriptStatement
    private let rendering: Rendering
    private let folder: String

    init(_ query: ScriptStatement, _ rendering: Rendering, folder: String) {
        self.query = query
        self.rendering = rendering
        self.folder = folder
        statement = Statement(rendering.sql, prepares: false, origin: query.origin)
    }

    /// What Postgres says against it, at its place.
    package func error(_ error: PostgresError) -> StrategyError {
        let left = query.references.filter { $0.form == .splice }
        return StrategyError(query.error(error, rendering, leftAsTheyAre: left), in: folder)
    }
}
