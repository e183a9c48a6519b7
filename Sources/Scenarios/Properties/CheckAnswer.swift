/// What one of the strategy's own checks has returned.
struct CheckAnswer: Hashable, Sendable {
    /// The check's file.
    let file: String
    /// The rows, as `column=value, …`; nil where a lock kept the query from being answered.
    let rows: [String]?
}
