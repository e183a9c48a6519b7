import OrderedCollections
public import Sequin

/// Why Sequin's API does not do what a request asks: a status of HTTP, and its summary.
public struct WireRefusal: Error, Hashable, Sendable {
    /// Which part of Sequin refuses.
    public enum Origin: Hashable, Sendable {
        /// Its own code, which answers `{"summary": …}`.
        case sequin
        /// Phoenix, the framework below, which answers `{"errors": {"detail": …}}` before it looks at the token.
        case phoenix
    }

    /// The status.
    public var status: Int
    /// What the answer says.
    public var summary: String
    /// What the request had in its place: half a sentence, which is no part of the answer.
    public var found: String?
    /// Which part refuses.
    public var origin: Origin

    /// Creates a refusal.
    ///
    /// - Parameters:
    ///   - status: The status of HTTP.
    ///   - summary: What the answer says.
    ///   - found: What the request had in its place; no part of the answer.
    ///   - origin: Which part refuses.
    public init(status: Int, summary: String, found: String? = nil, origin: Origin = .sequin) {
        self.status = status
        self.summary = summary
        self.found = found
        self.origin = origin
    }

    /// The answer's body.
    public var body: JSONValue {
        switch origin {
        case .sequin: .object(["summary": .string(summary)])
        case .phoenix: .object(["errors": .object(["detail": .string(summary)])])
        }
    }

    /// Status 400.
    public static func badRequest(_ summary: String, found: String? = nil) -> WireRefusal {
        WireRefusal(status: 400, summary: summary, found: found)
    }

    /// The body is not what its content type says.
    public static func malformed(_ problem: String) -> WireRefusal {
        WireRefusal(status: 400, summary: "Bad Request", found: "its body is malformed: \(problem)", origin: .phoenix)
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
    /// Sequin meets an error that it does not expect.
    public static let internalError = WireRefusal(
        status: 500, summary: "Internal Server Error", origin: .phoenix)
    /// The path is none of the API's.
    public static let noRoute = WireRefusal(status: 404, summary: "Not Found", origin: .phoenix)
    /// The body is not said to be JSON, as Sequin wants since 2025-04 (verify_content_type.ex).
    public static let noContentType = badRequest("Content-Type: application/json is required")

    /// The same, with what the request had.
    public func but(_ found: String) -> WireRefusal {
        WireRefusal(status: status, summary: summary, found: found, origin: origin)
    }

    /// The body has more bytes than the limit.
    public static func tooLarge(limit: Int) -> WireRefusal {
        WireRefusal(status: 413, summary: "Request body too large: the limit is \(limit) bytes")
    }
}
