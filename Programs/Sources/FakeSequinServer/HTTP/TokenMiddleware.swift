import HTTPTypes
import Hummingbird
import SequinWire

/// Lets only those through who have the token.
struct TokenMiddleware: RouterMiddleware {
    private let token: BearerToken

    init(token: String) { self.token = BearerToken(token) }

    func handle(
        _ request: Request, context: ServerContext, next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        guard token.isIn(request.headers[.authorization]) else { throw WireRefusal.unauthorized }
        return try await next(request, context)
    }
}
