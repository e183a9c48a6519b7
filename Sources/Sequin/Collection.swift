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
