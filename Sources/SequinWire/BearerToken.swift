internal import Bits

/// The token that every request to Sequin's API must bring.
public struct BearerToken: Sendable {
    private let token: [UInt8]

    /// Takes a token, which must not be empty.
    public init(_ token: String) { self.token = Array(token.utf8) }

    /// Whether a request's `Authorization` header has it. Sequin takes the scheme's name only as `Bearer`
    /// (verify_api_token.ex).
    public func isIn(_ header: String?) -> Bool {
        guard let header, header.hasPrefix("Bearer ") else { return false }
        return matches(header.dropFirst(7))
    }

    /// Whether a text is the token.
    public func matches(_ text: some StringProtocol) -> Bool { token.isSecret(text.utf8) }
}
