/// Why Sequin's API does not do what a request asks: a status of HTTP, and its summary.
public struct WireRefusal: Error, Hashable, Sendable {
    /// The status.
    public var status: Int
    /// What the answer says.
    public var summary: String
    /// What the request had in its place: half a sentence, which is no part of the answer.
    public var found: String?

    /// Creates a refusal.
    public init(status: Int, summary: String, found: String? = nil) {
        self.status = status
        self.summary = summary
        self.found = found
    }

    /// Status 400.
    public static func badRequest(_ summary: String, found: String? = nil) -> WireRefusal {
        WireRefusal(status: 400, summary: summary, found: found)
    }

    /// The request lacks the token, or has another.
    public static let unauthorized = WireRefusal(
        status: 401, summary: "Unauthorized: send the header `Authorization: Bearer TOKEN`")
    /// There is no consumer of that name or id.
    public static let noConsumer = WireRefusal(
        status: 404, summary: "Not found: No `consumer` found matching the provided ID or name")
    /// There is no stream of that name.
    public static let noStream = WireRefusal(
        status: 404, summary: "Not found: No `stream` found matching the provided ID or name")
    /// The path is none of the API's.
    public static let noRoute = WireRefusal(status: 404, summary: "Not found: No such route")

    /// The same, with what the request had.
    public func but(_ found: String) -> WireRefusal { WireRefusal(status: status, summary: summary, found: found) }

    /// The body has more bytes than the limit.
    public static func tooLarge(limit: Int) -> WireRefusal {
        WireRefusal(status: 413, summary: "Request body too large: the limit is \(limit) bytes")
    }
}
