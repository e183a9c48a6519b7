/// What a statement is called in a schedule: its SQL on one line, with its literals as `?` and without comments.
///
/// The same statement has the same name from a fresh process and from a warm one, whatever its driver calls it.
package struct StatementName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let description: String

    /// Names a statement, or several with semicolons between them.
    package init(sql: String) { description = sql }
}
