/// What kind of value a record's own field holds.
public enum FieldType: String, Hashable, Sendable, Codable, CaseIterable {
    /// A string.
    case text
    /// A whole number.
    case integer
    /// Any number.
    case number
    /// `true` or `false`.
    case boolean
    /// An ISO 8601 time with a zone, as a string.
    case timestamp
    /// Any JSON.
    case json
}
