import FakeSequin
import OrderedCollections
import Postgres
import Sequin
import Syncer

/// Finds out, on the server, which values of a field its columns take.
struct FieldStudy {
    let field: Field
    let columns: [ColumnFacts]
    /// For each column the values of the rows that it may refer to.
    let seeds: [[String]]
    /// Whether no two records may have the same value.
    let isDistinct: Bool
    let connection: Connection

    /// How many values a field is drawn from, where not from all that its type has.
    private static let mostValues = 32

    /// The values that it is drawn from; nil where the columns take all that its type has.
    ///
    /// - Throws: `PostgresError`.
    func values() async throws -> [JSONValue]? {
        let usual = RecordShape.examples(of: field, isDistinct: isDistinct)
        var candidates: [JSONValue] = []
        var taken = usual
        for (column, seeds) in zip(columns, seeds) {
            taken = seeds.isEmpty ? try await accepted(taken, by: column) : []
            candidates += more(for: column, seeds)
        }
        if taken.count == usual.count, field.type != .boolean || !isDistinct { return nil }
        if columns.allSatisfy({ $0.parent == nil }) { candidates = alternating(candidates, taken) }
        for column in columns { candidates = try await accepted(candidates, by: column) }
        return Array(OrderedSet(candidates).prefix(Self.mostValues))
    }

    /// Notes of a field that is drawn from all that its type has how long a text may be, and whether whole numbers may be
    /// beyond what a double keeps.
    ///
    /// - Throws: `PostgresError`.
    func widen(_ shape: inout RecordShape, numbers: Bool) async throws {
        guard !isDistinct else { return }
        switch field.type {
        case .text:
            let length = min(RecordShape.longestText, columns.compactMap(\.length).min() ?? .max)
            if try await !keptByAll([String(repeating: "x", count: length)]).isEmpty {
                shape.longTexts[field.name] = length
            }
        case .integer where numbers:
            if try await keptByAll(["9007199254740993", "-9007199254740993"]).count == 2 {
                shape.largeIntegers.append(field.name)
            }
        case .integer, .number, .boolean, .timestamp, .json: break
        }
    }

    /// Those of the texts that each column stores as they are.
    private func keptByAll(_ texts: [String]) async throws -> [String] {
        var kept = texts
        for column in columns {
            kept = try await ColumnProbe(column: column, connection: connection).taken(kept)
                .filter { $0.value == $0.stored }.map(\.value)
        }
        return kept
    }

    /// What a column might take besides what the field's type has.
    private func more(for column: ColumnFacts, _ seeds: [String]) -> [JSONValue] {
        guard column.isArray, field.type == .json else {
            let texts = seeds.isEmpty ? ValueCandidates(column).values : seeds
            return texts.flatMap { field.type.values(of: $0) }
        }
        let candidates = ValueCandidates(column)
        var arrays = candidates.arrays
        let elements = candidates.elements
        // In another order too, and one twice.
        if elements.count > 1 { arrays.append([elements[1], elements[0], elements[1]]) }
        arrays.insert([], at: min(3, arrays.count))
        return arrays.map { .array($0.map { column.isNumber ? .number($0) : .string($0) }) }
    }

    /// The first of one, the first of the other, the second of one, and so on.
    private func alternating(_ one: [JSONValue], _ other: [JSONValue]) -> [JSONValue] {
        // Plain values come first among the usual ones, and awkward ones are of more use.
        let other = Array(other.reversed())
        return (0..<max(one.count, other.count)).flatMap { index in
            [one, other].compactMap { $0.indices.contains(index) ? $0[index] : nil }
        }
    }

    /// Those of the values that a column takes, each that it stores as another once.
    private func accepted(_ values: [JSONValue], by column: ColumnFacts) async throws -> [JSONValue] {
        let texts = values.map { column.isArray && field.type == .json ? $0.arrayText : $0.plainText }
        let byText = Dictionary(zip(texts, values), uniquingKeysWith: { one, _ in one })
        var unique: OrderedSet<String> = []
        for text in texts { unique.append(text) }
        let taken = try await ColumnProbe(column: column, connection: connection).taken(Array(unique))
        if taken.count == unique.count { return values }
        return taken.unlike.compactMap { byText[$0.value] }
    }
}

extension FieldType {
    /// What a field of this type may have where a column takes a text.
    func values(of text: String) -> [JSONValue] {
        switch self {
        case .text, .timestamp: return [.string(text)]
        case .integer: return Int64(text).map { [.integer($0)] } ?? []
        case .number:
            if case .number? = try? JSONValue(parsing: text) { return [.number(text)] }
            return []
        case .boolean: return ["true": [.bool(true)], "false": [.bool(false)]][text] ?? []
        case .json: return (try? JSONValue(parsing: text)).map { [$0] } ?? [.string(text)]
        }
    }
}

extension JSONValue {
    /// The text as scripts see it.
    var plainText: String { if case .string(let text) = self { text } else { text } }

    /// An array as Postgres writes its own.
    fileprivate var arrayText: String {
        guard case .array(let elements) = self else { return text }
        let parts = elements.map { element in
            "\"" + element.plainText.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        return "{\(parts.joined(separator: ","))}"
    }
}
