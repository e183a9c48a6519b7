/// What becomes of a record's row when the record is deleted.
public enum Deletes: String, Hashable, Sendable, Codable, CaseIterable {
    /// The row goes.
    case hard
    /// The row stays, with `deleted = true`.
    case soft
    /// No record is ever deleted.
    case never
}
