internal import OrderedCollections
internal import Sequin

/// A form of the query protocol, whose names are paths such as `SendMessageBatchRequestEntry.1.MessageBody`, as the object
/// that the JSON protocol has in its place.
struct QueryForm {
    /// A place in the form: its own text, and what lies below it.
    private final class Node {
        var text: String?
        var children: OrderedDictionary<String, Node> = [:]
    }

    private let root = Node()

    /// No parameter lies deeper.
    private static let depth = 8

    init(_ fields: [(name: String, value: String)]) {
        for field in fields {
            var node = root
            let steps = field.name.split(separator: ".", omittingEmptySubsequences: false)
            guard steps.count <= Self.depth else { continue }
            for step in steps {
                let next = node.children[String(step)] ?? Node()
                node.children[String(step)] = next
                node = next
            }
            node.text = field.value
        }
    }

    /// The text of a parameter; nil if it is not there.
    subscript(name: String) -> String? { root.children[name]?.text }

    /// The parameters of a call.
    func parameters(of action: SQSAction) -> JSONValue { Self.object(root, action) }

    private static func object(_ node: Node, _ action: SQSAction) -> JSONValue {
        var members: OrderedDictionary<String, JSONValue> = [:]
        for (name, child) in node.children {
            switch name {
            case "AttributeName", "MessageAttributeName", "MessageSystemAttributeName":
                members["\(name)s"] = .array(elements(child).map { .string($0.text ?? "") })
            case "\(action.entryName)RequestEntry":
                members["Entries"] = .array(elements(child).map { object($0, action) })
            case "Attribute", "MessageAttribute", "MessageSystemAttribute":
                members["\(name)s"] = .object(map(child, action))
            default: members[name] = .string(child.text ?? "")
            }
        }
        return .object(members)
    }

    /// What lies below a list, by its numbers.
    private static func elements(_ node: Node) -> [Node] {
        let numbered = node.children.compactMap { name, child in Int(name).map { (number: $0, child: child) } }
        return numbered.sorted { $0.number < $1.number }.map(\.child)
    }

    /// What lies below a list of names and values.
    private static func map(_ node: Node, _ action: SQSAction) -> OrderedDictionary<String, JSONValue> {
        var members: OrderedDictionary<String, JSONValue> = [:]
        for element in elements(node) {
            guard let name = element.children["Name"]?.text, let value = element.children["Value"] else { continue }
            members[name] = value.text.map(JSONValue.string) ?? object(value, action)
        }
        return members
    }
}
