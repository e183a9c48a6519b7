internal import Bits

/// The token that every request to Sequin's API must bring.
public struct BearerToken: Sendable {
    private let token: [UInt8]

    /// Takes a token, which must not be empty.
    public init(_ token: String) { self.token = Array(token.utf8) }

    /// Whether a request's `Authorization` header has it. The scheme's name is written in any case.
    public func isIn(_ header: String?) -> Bool {
        guard let header, header.lowercased().hasPrefix("bearer ") else { return false }
        return matches(header.dropFirst(7))
    }

    func matches(_ text: some StringProtocol) -> Bool { token.isSecret(text.utf8) }
}
