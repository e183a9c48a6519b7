public import OrderedCollections

/// A JSON value that loses nothing: numbers keep their digits, objects the order of their keys.
public enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, as its JSON text: `42`, `9007199254740993`, `1.50`.
    case number(String)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object, in the order of its keys.
    case object(OrderedDictionary<String, JSONValue>)

    /// A whole number.
    public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

    /// The members of an object; empty for any other value.
    public var members: OrderedDictionary<String, JSONValue> {
        if case .object(let members) = self { members } else { [:] }
    }

    /// The value of an object's key; nil if it has no such key, or is no object.
    public subscript(key: String) -> JSONValue? { members[key] }
}
