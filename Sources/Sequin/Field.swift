/// One of a record's own fields: a top-level key of ``Record/data``.
public struct Field: Hashable, Sendable, Codable {
    /// The key.
    public var name: String
    /// What it holds.
    public var type: FieldType
    /// Whether it may be null or absent.
    public var isNullable: Bool

    /// Creates a field.
    public init(_ name: String, _ type: FieldType, isNullable: Bool = false) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
    }
}
