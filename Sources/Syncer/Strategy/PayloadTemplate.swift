import OrderedCollections
public import Sequin

/// A body of a team's own: JSON in which a string that is `:name` and nothing else stands for that variable's JSON value, and
/// `:{name}` inside a string for its text.
public struct PayloadTemplate: Hashable, Sendable {
    /// The file that it was read from.
    public let file: String
    private let root: JSONValue

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - text: JSON.
    ///   - file: The file that it comes from, for errors.
    /// - Throws: `JSONSyntaxError` for what is no JSON.
    public init(parsing text: String, file: String) throws(JSONSyntaxError) {
        self.file = file
        root = try JSONValue(parsing: text)
    }

    /// The variables that it mentions, in order, each once.
    var names: [String] {
        var names: OrderedSet<String> = []
        Self.collect(root, into: &names)
        return Array(names)
    }

    /// What it makes of a delivery.
    ///
    /// - Parameters:
    ///   - delivery: The delivery. A record's own field beats what the delivery has of that name.
    ///   - collection: The record's collection.
    public func filled(with delivery: Delivery, of collection: Collection) -> JSONValue {
        let variables = RecordVariables(record: delivery.record, collection: collection)
        return Self.fill(root) { name in
            variables.json(name) ?? DeliveryVariables.reader(of: name)?(delivery) ?? .null
        }
    }

    private static func collect(_ value: JSONValue, into names: inout OrderedSet<String>) {
        switch value {
        case .null, .bool, .number: break
        case .string(let text): names.formUnion(pieces(of: text).compactMap(\.name))
        case .array(let elements): for element in elements { collect(element, into: &names) }
        case .object(let members): for member in members.values { collect(member, into: &names) }
        }
    }

    private static func fill(_ value: JSONValue, _ read: (String) -> JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .number: value
        case .string(let text): fill(text, read)
        case .array(let elements): .array(elements.map { fill($0, read) })
        case .object(let members): .object(members.mapValues { fill($0, read) })
        }
    }

    private static func fill(_ text: String, _ read: (String) -> JSONValue) -> JSONValue {
        if let name = wholeName(text) { return read(name) }
        return .string(
            pieces(of: text).map { piece in
                guard let name = piece.name else { return piece.text }
                return switch read(name) {
                case .null: ""
                case .string(let text): text
                case let other: other.text
                }
            }.joined())
    }

    /// The name that a string is that is `:name` and nothing else; nil for any other.
    private static func wholeName(_ text: String) -> String? {
        guard text.hasPrefix(":"), text.utf8.count > 1, text.utf8.dropFirst().allSatisfy(\.isVariableCharacter),
            text.utf8.dropFirst().first?.isDigit == false
        else { return nil }
        return String(text.dropFirst())
    }

    /// A part of a string: text, or a variable's name.
    private struct Piece {
        var text = ""
        var name: String?
    }

    private static func pieces(of text: String) -> [Piece] {
        if let name = wholeName(text) { return [Piece(name: name)] }
        var pieces: [Piece] = []
        var rest = text[...]
        while let start = rest.firstRange(of: ":{"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            let name = rest[start.upperBound..<end]
            // What is no name stays as it is.
            let isName = !name.isEmpty && name.utf8.allSatisfy(\.isVariableCharacter)
            pieces.append(Piece(text: String(rest[..<(isName ? start.lowerBound : start.upperBound)])))
            if isName { pieces.append(Piece(name: String(name))) }
            rest = rest[(isName ? rest.index(after: end) : start.upperBound)...]
        }
        return pieces + [Piece(text: String(rest))]
    }
}
