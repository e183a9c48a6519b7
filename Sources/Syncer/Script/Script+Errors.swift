public import Postgres

extension Script {
    /// Where a character of a statement that this script has sent stands.
    ///
    /// - Parameters:
    ///   - position: The character, from 1, as in `PostgresError.position`.
    ///   - statement: What was sent.
    ///   - variables: The values that it was sent with.
    /// - Returns: Nil if the script has no such statement.
    public func place(of position: Int, in statement: Statement, variables: Variables) -> Place? {
        rendering(of: statement, variables: variables)?.rendering.place(of: position)
    }

    /// What Postgres said about a statement, with its place in the script, and with what may be behind it.
    ///
    /// - Returns: Nil if the script has no such statement.
    public func explain(_ error: PostgresError, of statement: Statement, variables: Variables) -> ScriptError? {
        guard let found = rendering(of: statement, variables: variables) else {
            // A `\gset` may have changed the values since: where the statement starts is known all the same.
            return statements.first { $0.origin == statement.origin }.map { candidate in
                ScriptError(place: candidate.place, message: "Postgres says: \(error.message)", remedy: error.hint)
            }
        }
        let left = found.statement.references.filter { $0.form == .splice && !variables.isDefined($0.name) }
        return found.statement.error(error, found.rendering, leftAsTheyAre: left)
    }

    private func rendering(
        of statement: Statement, variables: Variables
    ) -> (statement: ScriptStatement, rendering: Rendering)? {
        for candidate in statements where candidate.origin == statement.origin {
            let rendering: Rendering? =
                switch candidate.sending {
                case .parameters: Rendering(parametersOf: candidate.template)
                case .literals: try? Rendering(candidate.template, variables: variables)
                }
            if let rendering, rendering.matches(statement.sql) { return (candidate, rendering) }
        }
        return nil
    }
}

extension ScriptStatement {
    /// Postgres's own message, at its place in the script.
    func error(_ error: PostgresError, _ rendering: Rendering, leftAsTheyAre: [Reference]) -> ScriptError {
        let message = "Postgres says: \(error.message)"
        let place = error.position.flatMap(rendering.place) ?? place
        guard let left = leftAsTheyAre.first else {
            return ScriptError(place: place, message: message, remedy: error.hint)
        }
        return ScriptError(
            place: place, message: message,
            remedy: "there is no variable '\(left.name)', so \(left.spelling) was sent as it stands")
    }
}

extension PostgresError {
    /// The name in quotes in the message, without its schema.
    var quotedName: String? {
        let parts = message.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count > 2 else { return nil }
        return parts[1].split(separator: ".").last.map { $0.lowercased() }
    }
}
