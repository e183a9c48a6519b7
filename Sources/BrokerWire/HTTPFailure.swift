internal import SequinWire

/// Why a request cannot be read. The connection ends with its answer, since what follows cannot be told from it.
enum HTTPFailure: Error, Hashable, Sendable {
    /// It is not what RFC 9112 says: a clause.
    case malformed(String)
    /// A head longer than the limit.
    case headTooLarge
    /// A body longer than the limit, in bytes.
    case bodyTooLarge(limit: Int)
    /// A coding of the body other than `chunked`.
    case coding
    /// Another version than 1.1 and 1.0.
    case version

    /// The answer.
    var refusal: WireRefusal {
        switch self {
        case .malformed(let problem): .badRequest("Malformed request: \(problem)")
        case .headTooLarge: WireRefusal(status: 431, summary: "The request's headers are too large")
        case .bodyTooLarge(let limit): .tooLarge(limit: limit)
        case .coding: WireRefusal(status: 501, summary: "The only transfer coding is `chunked`")
        case .version: WireRefusal(status: 505, summary: "The versions of HTTP are 1.1 and 1.0")
        }
    }
}
