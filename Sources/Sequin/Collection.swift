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

/// A collection of records that share their fields, such as `stripe:subscription`.
public struct Collection: Hashable, Sendable, Codable {
    /// Its slug: `provider:kind`.
    public var slug: String
    /// Its records' own fields, in order.
    public var fields: [Field]

    /// Creates a collection.
    public init(slug: String, fields: [Field]) {
        self.slug = slug
        self.fields = fields
    }

    /// The API it belongs to: what stands before the colon of its slug.
    public var provider: String { String(slug.prefix { $0 != ":" }) }

    /// The guide's subscriptions.
    public static let stripeSubscription = Collection(
        slug: "stripe:subscription",
        fields: [
            Field("stripe_customer_id", .text), Field("plan_id", .text, isNullable: true),
            Field("quantity", .integer, isNullable: true),
        ])

    /// The guide's issues.
    public static let githubIssue = Collection(
        slug: "github:issue",
        fields: [Field("title", .text), Field("state", .text, isNullable: true), Field("number", .integer)])

    /// The collections that a strategy may take without naming fields of its own.
    public static let known = [stripeSubscription, githubIssue]
}
