import Hummingbird
import NIOCore
import SequinWire

extension WireParameters {
    /// Reads a request's, and leaves the body where a later wait for the connection's end finds it.
    ///
    /// - Throws: ``SequinWire/WireRefusal`` 400 for a body that is no JSON object, `NIOTooManyBytesError` for one beyond
    ///   the limit.
    init(_ request: inout Request, limit: Int) async throws {
        let query = request.uri.queryParameters.map { (name: String($0.key), value: String($0.value)) }
        let bytes = try await request.collectBody(upTo: limit)
        try self.init(query: query, body: bytes.readableBytesView)
    }
}
