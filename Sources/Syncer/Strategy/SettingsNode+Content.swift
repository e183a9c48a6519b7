import Yams

extension SettingsNode {
    /// The members of a file as text that is the same for the same values: without comments and spaces, the keys at the
    /// top in alphabetical order.
    ///
    /// - Parameter keys: Keys at the top that are left out.
    /// - Returns: Nil where no member is left.
    func content(besides keys: Set<String>) -> String? {
        guard case .mapping(let mapping) = node else { return Self.content(node) }
        let members = mapping.map {
            (key: Self.content($0.key), name: $0.key.string ?? "", value: Self.content($0.value))
        }
        .filter { !keys.contains($0.name) }.sorted { $0.name < $1.name }
        return members.isEmpty ? nil : members.map { $0.key + $0.value }.joined()
    }

    /// Lengths go in too, lest text move from one value to the next unseen.
    private static func content(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): "\(scalar.string.utf8.count):\(scalar.string)"
        case .sequence(let elements): "[\(elements.map(content).joined())]"
        case .mapping(let mapping): "{\(mapping.map { content($0.key) + content($0.value) }.joined())}"
        case .alias(let alias): "*\(content(.scalar(.init(alias.anchor.rawValue))))"
        }
    }
}
