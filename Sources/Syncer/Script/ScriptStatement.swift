/// One SQL statement of a script.
struct ScriptStatement: Sendable {
    /// How its `:'name'` go to Postgres.
    enum Sending: Hashable, Sendable {
        /// As `$1`…: the text never changes.
        case parameters(sql: String)
        /// As quoted literals: always what psql does.
        case literals
    }

    var template: Template
    /// Where it starts.
    var place: Place
    /// `file:line`, for `Statement.origin`.
    var origin: String
    /// The first words, lowercase, as far as they are plain words.
    var words: [String]
    /// Whether a top-level `into` makes it create a table (`select … into`).
    var hasInto: Bool
    /// Where its own text contains `$1`, if it does.
    var dollarNumber: Place?
    /// The variables mentioned, in order.
    var references: [Reference]
    var sending: Sending = .literals

    /// Whether its text is the same for all values, once literals are parameters.
    var isFixed: Bool { references.allSatisfy { $0.form == .literal } }
}
