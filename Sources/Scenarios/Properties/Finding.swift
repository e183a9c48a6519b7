/// What a check has found.
struct Finding: Hashable, Sendable {
    /// The record concerned, by name; nil for the whole table.
    var record: String?
    /// Why, in a sentence with observed values.
    var because: String
    /// What is wrong, where a cause can be looked for.
    var difference: Difference?
}
