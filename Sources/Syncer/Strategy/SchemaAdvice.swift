import Postgres

/// What to do about a statement of a schema that the server refuses, where that is something that `strategy.yml` has a
/// key for.
enum SchemaAdvice {
    /// A message of its own for an extension, or a role, that is not there; nil where Postgres's own has to do.
    static func explanation(of error: PostgresError) -> (message: String, remedy: String, need: SchemaNeed?)? {
        if let name = missingExtension(error) {
            return (
                "the extension '\(name)' is not installed on this server",
                "install its package there, or do without it: 'extensions: {\(name): skip}' in strategy.yml",
                .skippedExtension(name)
            )
        }
        if let name = capture(/permission denied to create extension "([^"]+)"/, error.message) {
            return (
                "the extension '\(name)' takes a superuser, which a strategy never is",
                "do without it: 'extensions: {\(name): skip}' in strategy.yml", .skippedExtension(name)
            )
        }
        if error.sqlState == "42704", let name = capture(/^role "([^"]+)" does not exist/, error.message) {
            return (
                "there is no role '\(name)'", "name it in strategy.yml, and it is made: 'roles: [\(name)]'", .role(name)
            )
        }
        if error.sqlState == "3F000", let name = capture(/^schema "([^"]+)" does not exist/, error.message) {
            return (
                "Postgres says: \(error.message)",
                "where a hosted platform brings '\(name)', make what you need of it in a file that runs before: "
                    + "'schema: [prelude.sql, …]' in strategy.yml", nil
            )
        }
        return nil
    }

    private static func missingExtension(_ error: PostgresError) -> String? {
        capture(/^extension "([^"]+)" is not available/, error.message)
            ?? capture(/could not open extension control file "[^"]*\/([^"\/]+)\.control"/, error.message)
    }

    private static func capture(_ pattern: Regex<(Substring, Substring)>, _ text: String) -> String? {
        text.firstMatch(of: pattern).map { String($0.output.1) }
    }
}
