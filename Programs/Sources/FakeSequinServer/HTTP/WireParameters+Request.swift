import Hummingbird
import NIOCore
import SequinWire

extension WireParameters {
    /// Reads a request's, and leaves the body where a later wait for the connection's end finds it.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - limit: The longest body, in bytes.
    ///   - isJSON: Whether the body is JSON whatever the request says that it is.
    /// - Throws: ``SequinWire/WireRefusal`` 400 for a body that is not what it is said to be, `NIOTooManyBytesError` for one
    ///   beyond the limit.
    init(_ request: inout Request, limit: Int, isJSON: Bool = false) async throws {
        let query = request.uri.queryParameters.map { (name: String($0.key), value: String($0.value)) }
        let bytes = try await request.collectBody(upTo: limit)
        let type = isJSON ? "application/json" : request.headers[.contentType]
        let parameters: WireParameters
        do throws(WireRefusal) {
            parameters = try WireParameters(query: query, type: type, body: bytes.readableBytesView)
        } catch {
            throw isJSON
                ? WireRefusal.badRequest("The request cannot be read: \(error.found ?? error.summary)") : error
        }
        self = parameters
    }
}
