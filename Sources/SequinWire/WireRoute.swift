/// Which call of which API a path names.
public struct WireRoute: Hashable, Sendable {
    /// The API.
    public var wire: WireProtocol
    /// The call.
    public var call: WireCall
    /// The consumer's name or id.
    public var consumer: String
    /// The stream's name, for `streams`.
    public var stream: String?

    /// Finds it; nil for a path that is none of theirs, or a method that the call does not take.
    public init?(method: String, path: String) {
        for wire in WireProtocol.allCases {
            for call in WireCall.allCases where method == "POST" || (method == "GET" && call == .receive) {
                for form in wire.paths(of: call, consumer: wire.placeholders) {
                    guard let names = Self.names(in: path, of: form) else { continue }
                    (self.wire, self.call) = (wire, call)
                    consumer = names[":consumer"] ?? ""
                    stream = names[":stream"]
                    return
                }
            }
        }
        return nil
    }

    /// Sees that a request to a pull consumer says that its body is JSON, as Sequin wants since 2025-04.
    ///
    /// - Parameters:
    ///   - type: The value of its `Content-Type`; nil if there is none.
    ///   - method: Its method.
    /// - Throws: ``WireRefusal`` 400 where it does not.
    public static func checkType(_ type: String?, method: String) throws(WireRefusal) {
        guard method != "GET", type?.contains("application/json") != true else { return }
        throw .noContentType.but(type.map { "it is \($0)" } ?? "it has no such header")
    }

    /// What stands in a path where a form has `:consumer` and its like; nil if it is not of that form.
    private static func names(in path: String, of form: String) -> [String: String]? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let words = form.split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == parts.count,
            zip(words, parts).allSatisfy({ $0 == $1 || ($0.hasPrefix(":") && !$1.isEmpty) })
        else { return nil }
        let named = zip(words, parts).filter { $0.0.hasPrefix(":") }
        return Dictionary(uniqueKeysWithValues: named.map { (String($0), String($1)) })
    }
}

extension WireProtocol {
    /// What stands in the consumer's place in a route.
    public var placeholders: String { self == .streams ? ":stream/:consumer" : ":consumer" }
}
