import Foundation

/// Takes from what a program says what no report may have: what this run alone knows, the values of its variables that are
/// named like secrets, and the passwords of addresses.
struct SecretMask {
    /// What is looked for, the longest first: one may be a part of another.
    private let secrets: [String]

    private static let mark = "***"
    /// Shorter ones are words that stand anywhere.
    private static let shortest = 8
    private static let names = ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "CREDENTIAL", "APIKEY"]

    /// - Parameters:
    ///   - secret: What this run alone knows.
    ///   - environment: What the program is given.
    init(secret: String, environment: [String: String]) {
        let values = environment.filter { name, value in
            let name = name.uppercased()
            return value.count >= Self.shortest && (name.hasSuffix("_KEY") || Self.names.contains { name.contains($0) })
        }.values
        secrets = Set(values + [secret]).sorted { ($1.count, $0) < ($0.count, $1) }
    }

    /// The text without them.
    func masked(_ text: String) -> String {
        var text = text
        for secret in secrets where text.contains(secret) { text = text.replacing(secret, with: Self.mark) }
        return text.contains("://")
            ? text.replacing(/:\/\/([^\/\s:@]*):[^\/\s@]+@/) { "://\($0.1):\(Self.mark)@" } : text
    }
}
