import HTTPTypes
import Hummingbird
import SequinWire

/// Lets only those through who have the token.
struct TokenCheck: RouterMiddleware {
    /// Nil where none is wanted.
    private let token: BearerToken?
    /// Whether streams want it: those of 2024-08 did not, and their clients send none.
    private let streamsWantIt: Bool

    init(_ settings: ServerSettings) {
        token = settings.token.map(BearerToken.init)
        streamsWantIt = !settings.isLoopback
    }

    /// - Throws: ``SequinWire/WireRefusal`` 401 for a request without it.
    func check(_ request: Request, _ wire: WireProtocol? = nil) throws(WireRefusal) {
        if let token, wire != .streams || streamsWantIt, !token.isIn(request.headers[.authorization]) {
            throw .unauthorized
        }
    }

    func handle(
        _ request: Request, context: ServerContext, next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        try check(request)
        return try await next(request, context)
    }
}
