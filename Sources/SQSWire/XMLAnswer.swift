internal import OrderedCollections
internal import Sequin

/// Answers of the query protocol, made of those of the JSON protocol.
struct XMLAnswer {
    private let action: SQSAction
    private let id: String

    private static let start = "<?xml version=\"1.0\"?>\n"
    private static let namespace = "http://queue.amazonaws.com/doc/2012-11-05/"

    init(_ action: SQSAction, id: String) { (self.action, self.id) = (action, id) }

    func text(_ members: OrderedDictionary<String, JSONValue>) -> String {
        let name = action.rawValue
        let result = action.hasResult ? "<\(name)Result>\(elements(members))</\(name)Result>" : ""
        return Self.start + "<\(name)Response xmlns=\"\(Self.namespace)\">\(result)"
            + "<ResponseMetadata><RequestId>\(id)</RequestId></ResponseMetadata></\(name)Response>"
    }

    static func text(_ error: SQSError, id: String) -> String {
        start
            + "<ErrorResponse xmlns=\"\(namespace)\"><Error><Type>\(error.isSenderFault ? "Sender" : "Receiver")</Type>"
            + "<Code>\(escaped(error.code))</Code><Message>\(escaped(error.message))</Message><Detail/></Error>"
            + "<RequestId>\(id)</RequestId></ErrorResponse>"
    }

    private func elements(_ members: OrderedDictionary<String, JSONValue>) -> String {
        members.elements.map { element($0.key, $0.value) }.joined()
    }

    private func element(_ name: String, _ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .bool(let bool): "<\(name)>\(bool)</\(name)>"
        case .number(let digits): "<\(name)>\(digits)</\(name)>"
        case .string(let text): "<\(name)>\(Self.escaped(text))</\(name)>"
        case .array(let elements): elements.map { element(singular(name), $0) }.joined()
        case .object(let members):
            switch name {
            case "Attributes", "MessageAttributes": map(String(name.dropLast()), members)
            default: "<\(name)>\(elements(members))</\(name)>"
            }
        }
    }

    /// The name of a list's element, which stands there by itself.
    private func singular(_ list: String) -> String {
        switch list {
        case "Successful": "\(action.entryName)ResultEntry"
        case "Failed": "BatchResultErrorEntry"
        default: String(list.dropLast())
        }
    }

    private func map(_ name: String, _ members: OrderedDictionary<String, JSONValue>) -> String {
        members.elements.map { key, value in
            "<\(name)><Name>\(Self.escaped(key))</Name>\(element("Value", value))</\(name)>"
        }.joined()
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            // A reader of XML takes it for the end of a line.
            case "\r": escaped += "&#xD;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
