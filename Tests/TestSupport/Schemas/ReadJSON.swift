/// Any JSON value.
package enum ReadJSON: Hashable, Decodable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([ReadJSON])
    case object([String: ReadJSON])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([ReadJSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: ReadJSON].self))
        }
    }

    /// A member of an object.
    package subscript(key: String) -> ReadJSON? { if case .object(let members) = self { members[key] } else { nil } }

    /// An object's keys.
    package var keys: Set<String> { if case .object(let members) = self { Set(members.keys) } else { [] } }

    /// An array's elements.
    package var elements: [ReadJSON] { if case .array(let elements) = self { elements } else { [] } }

    /// A string's text.
    package var text: String? { if case .string(let text) = self { text } else { nil } }
}
