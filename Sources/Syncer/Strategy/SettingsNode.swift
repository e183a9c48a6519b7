import Yams

/// A value in a YAML file such as `strategy.yml`, with what it takes to say what is wrong with it.
package struct SettingsNode {
    /// The path of the file.
    let file: String
    /// The keys that lead to it, for messages: `expect.delete-race`.
    package let path: String
    let node: Node
    /// Where its key stands, for values that do not know where they stand themselves.
    private let keyMark: Mark?

    /// The whole file; nil where it is empty.
    package static func root(yaml: String, file: String) throws(StrategyError) -> SettingsNode? {
        do {
            guard let node = try Yams.compose(yaml: yaml) else { return nil }
            if case .scalar = node, node.null != nil { return nil }
            return SettingsNode(file: file, path: "", node: node, keyMark: nil)
        } catch let error as YamlError {
            throw StrategyError(error, file: file)
        } catch {
            throw StrategyError(file: file, message: "it is not YAML (\(error))")
        }
    }

    private init(file: String, path: String, node: Node, keyMark: Mark?) {
        self.file = file
        self.path = path
        self.node = node
        self.keyMark = keyMark
    }

    var line: Int? { (node.mark ?? keyMark)?.line }

    /// `file:line` of its key.
    package var place: String { (keyMark ?? node.mark).map { "\(file):\($0.line)" } ?? file }

    package func error(_ message: String, remedy: String? = nil) -> StrategyError {
        let mark = node.mark ?? keyMark
        return StrategyError(file: file, line: mark?.line, column: mark?.column, message: message, remedy: remedy)
    }

    /// What the value is, for messages.
    var kind: String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): scalar.string.isEmpty ? "empty" : "'\(scalar.string)'"
        case .alias: "an alias"
        }
    }

    /// The members of a mapping, in order.
    package func members(_ remedy: String) throws(StrategyError) -> [(key: String, value: SettingsNode)] {
        guard case .mapping(let mapping) = node else {
            throw error("\(path.isEmpty ? "the file" : "'\(path)'") must be a mapping, not \(kind)", remedy: remedy)
        }
        var members: [(key: String, value: SettingsNode)] = []
        for (key, value) in mapping {
            let keyNode = SettingsNode(file: file, path: path, node: key, keyMark: node.mark)
            guard case .scalar(let scalar) = key else {
                throw keyNode.error("a key must be a word, not \(keyNode.kind)")
            }
            let name = scalar.string
            members.append(
                (
                    name,
                    SettingsNode(
                        file: file, path: path.isEmpty ? name : "\(path).\(name)", node: value, keyMark: key.mark)
                ))
        }
        return members
    }

    /// The error of a key that does not exist, said where the key stands.
    package func unknownKey(_ key: String, among known: [String]) -> StrategyError {
        StrategyError(
            file: file, line: (keyMark ?? node.mark)?.line, column: (keyMark ?? node.mark)?.column,
            message: "there is no key '\(key)'", remedy: Suggestion.remedy(for: key, among: known))
    }

    /// The error of a key, rather than of its value.
    package func keyError(_ message: String, remedy: String) -> StrategyError {
        StrategyError(
            file: file, line: (keyMark ?? node.mark)?.line, column: (keyMark ?? node.mark)?.column, message: message,
            remedy: remedy)
    }

    /// The elements of a list.
    package func elements(_ remedy: String) throws(StrategyError) -> [SettingsNode] {
        guard case .sequence(let sequence) = node else {
            throw error("'\(path)' must be a list, not \(kind)", remedy: remedy)
        }
        return sequence.map { SettingsNode(file: file, path: path, node: $0, keyMark: node.mark) }
    }

    /// Whether it says null: `~`.
    var isNull: Bool {
        if case .scalar(let scalar) = node { scalar.style == .plain && scalar.string == "~" } else { false }
    }
    package var isMapping: Bool { if case .mapping = node { true } else { false } }
    package var isSequence: Bool { if case .sequence = node { true } else { false } }

    /// A text that is not empty. Numbers and the like count as the text that stands there.
    package func text(_ remedy: String) throws(StrategyError) -> String {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty, node.null == nil || scalar.style != .plain else {
            throw error("'\(path)' must be a text, not \(kind)", remedy: remedy)
        }
        return scalar.string
    }

    /// One of the values of an enumeration.
    package func choice<Choice: RawRepresentable & CaseIterable>(
        of: Choice.Type
    ) throws(StrategyError) -> Choice where Choice.RawValue == String {
        let all = Choice.allCases.map(\.rawValue)
        let text = try text("use one of \(all.joined(separator: ", "))")
        guard let choice = Choice(rawValue: text) else {
            throw error("'\(path)' cannot be '\(text)'", remedy: Suggestion.remedy(for: text, among: all))
        }
        return choice
    }
}

extension StrategyError {
    init(_ error: YamlError, file: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(
                file: file, line: mark.line, column: mark.column, message: "it is not YAML: \(problem)",
                remedy: "check the indentation and quotes there")
        case .duplicatedKeysInMapping(let duplicates, let context):
            self.init(
                file: file, line: context.mark.line, column: context.mark.column,
                message: "the key '\(duplicates.joined(separator: "', '"))' is there twice", remedy: "keep one")
        default: self.init(file: file, message: "it is not YAML: \(error)")
        }
    }
}
