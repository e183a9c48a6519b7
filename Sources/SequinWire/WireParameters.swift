internal import Bits
import OrderedCollections
public import Sequin

/// A request's parameters: the query's, overridden by those of its body.
public struct WireParameters: Sendable {
    private var members: OrderedDictionary<String, JSONValue> = [:]
    /// What the body is said to be, where it is nothing that is read; nil otherwise.
    private var unread: String?

    /// Reads them, as Phoenix does for Sequin: a body of JSON, or a form; what is said to be anything else is not looked at.
    /// JSON that is no object becomes the member `_json`.
    ///
    /// - Parameters:
    ///   - query: The names and values behind the path's question mark.
    ///   - type: What the body is said to be: its `Content-Type`.
    ///   - bytes: The body.
    /// - Throws: ``WireRefusal`` 400 for a body that is not what it is said to be.
    public init(
        query: [(name: String, value: String)], type: String?, body bytes: some Sequence<UInt8>
    ) throws(WireRefusal) {
        add(query)
        let bytes = Array(bytes)
        guard !bytes.isEmpty else { return }
        switch ContentType(type) {
        case .json:
            switch try Self.json(bytes) {
            case .object(let object): members.merge(object) { $1 }
            case let other: members["_json"] = other
            }
        case .form:
            guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed("it is not UTF-8") }
            add(FormText.fields(text))
        case .other: unread = type ?? "nothing"
        }
    }

    private mutating func add(_ fields: [(name: String, value: String)]) {
        for (name, value) in fields { members[name] = .string(value) }
    }

    private static func json(_ bytes: [UInt8]) throws(WireRefusal) -> JSONValue {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed("it is not UTF-8") }
        do { return try JSONValue(parsing: text) } catch {
            throw .malformed("\(error.reason) at byte \(error.offset)")
        }
    }

    /// A parameter.
    public subscript(name: String) -> JSONValue? { members[name] }

    /// What a parameter is, for people: `` `wait_for` is 100 ``; a long value is cut.
    func found(_ name: String) -> String {
        guard let value = members[name] else {
            if let unread { return "its body was not read, since its Content-Type is \(unread)" }
            let others = members.keys.prefix(5).map { "`\($0.prefix(40))`" }.joined(separator: ", ")
            return "there is no `\(name)`" + (others.isEmpty ? ", and no other parameter" : ", but \(others)")
        }
        let text = value.text
        return "`\(name)` is " + (text.count > 60 ? "\(text.prefix(59))…" : text)
    }

    /// A whole number, also as a query has it.
    public func integer(_ name: String) -> Int? {
        switch members[name] {
        case .number(let digits): Int(digits)
        case .string(let digits): Int(digits)
        default: nil
        }
    }

    /// A span of time: milliseconds, or text such as `60s`, `5m`, `1000ms`. Nil for anything else.
    public static func duration(_ value: JSONValue?) -> Duration? {
        let text: String
        switch value {
        case .number(let digits): return milliseconds(digits)
        case .string(let string): text = string
        default: return nil
        }
        if let span = milliseconds(text) { return span }
        if text.hasSuffix("ms") { return milliseconds(text.dropLast(2)) }
        if text.hasSuffix("s") { return milliseconds(text.dropLast()).map { $0 * 1000 } }
        if text.hasSuffix("m") { return milliseconds(text.dropLast()).map { $0 * 60_000 } }
        return nil
    }

    /// Not more than a year, so that no sum overflows.
    private static func milliseconds(_ digits: some StringProtocol) -> Duration? {
        guard let number = Int64(digits), number >= 0, number <= 31_536_000_000 else { return nil }
        return .milliseconds(number)
    }
}
