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
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for wire in WireProtocol.allCases {
            for call in WireCall.allCases where method == "POST" || (method == "GET" && call == .receive) {
                let names = wire.path(of: call, consumer: wire.placeholders).split(
                    separator: "/", omittingEmptySubsequences: false)
                guard names.count == parts.count,
                    zip(names, parts).allSatisfy({ $0 == $1 || ($0.hasPrefix(":") && !$1.isEmpty) })
                else { continue }
                let found = Dictionary(uniqueKeysWithValues: zip(names, parts).filter { $0.0.hasPrefix(":") })
                (self.wire, self.call) = (wire, call)
                consumer = found[":consumer"].map(String.init) ?? ""
                stream = found[":stream"].map(String.init)
                return
            }
        }
        return nil
    }
}

extension WireProtocol {
    /// What stands in the consumer's place in a route.
    public var placeholders: String { self == .streams ? ":stream/:consumer" : ":consumer" }
}
