import HTTPTypes
import Hummingbird

/// Lets only those through who have the token.
struct TokenMiddleware: RouterMiddleware {
    private let token: [UInt8]

    init(token: String) { self.token = Array(token.utf8) }

    func handle(
        _ request: Request, context: ServerContext, next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        guard Self.bearer(in: request.headers[.authorization]).map(isToken) == true else {
            throw APIError.unauthorized
        }
        return try await next(request, context)
    }

    /// The scheme's name is written in any case.
    static func bearer(in header: String?) -> String? {
        guard let header, header.lowercased().hasPrefix("bearer ") else { return nil }
        return String(header.dropFirst(7))
    }

    /// Looks at every byte of what was sent wherever it differs, so that the time taken tells nothing of the token.
    func isToken(_ text: String) -> Bool {
        var difference = 0
        var length = 0
        for (index, byte) in text.utf8.enumerated() {
            difference |= Int(byte ^ token[index % token.count])
            length += 1
        }
        return difference | (length ^ token.count) == 0
    }
}
