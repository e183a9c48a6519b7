import FakeSequin
import OrderedCollections
import Postgres
import Sequin
import Syncer

/// Makes ids of several fields: records share the value of each field with others, and no two share all of them.
struct CompositeIDs {
    /// A field that is a part of an id.
    struct Part {
        var field: Field
        var column: ColumnFacts
        /// Values that its author has named.
        var given: [JSONValue]?
        /// The values of the rows that the column may refer to.
        var seeds: [String]
        /// Whether no two records may have the same value.
        var isDistinct: Bool
    }

    /// A value, and what the column stores for it.
    private typealias Value = (json: JSONValue, stored: String)

    let parts: [Part]
    let connection: Connection

    /// Of how many values a part is drawn that is not the one with the most.
    private static let few = 2

    /// The ids, and the values of each field, in the order of the records.
    ///
    /// - Returns: Nil, with the part that takes no value, if there is one.
    /// - Throws: `PostgresError`.
    func choose(_ count: Int) async throws -> (
        ids: [String], values: OrderedDictionary<String, [JSONValue]>, empty: Part?
    ) {
        var values: [[Value]] = []
        for part in parts {
            values.append(try await self.values(of: part))
            if values.last?.isEmpty == true { return ([], [:], part) }
        }
        let widest = values.indices.max { values[$0].count < values[$1].count } ?? 0
        var ids: OrderedSet<String> = []
        var chosen: [String: [JSONValue]] = [:]
        for number in 0..<count {
            var rest = number
            var indices = values.indices.map { index in
                if parts[index].isDistinct { return number }
                guard index != widest else { return 0 }
                let some = min(Self.few, values[index].count)
                defer { rest /= some }
                return rest % some
            }
            if !parts[widest].isDistinct { indices[widest] = rest }
            guard zip(values, indices).allSatisfy({ $0.indices.contains($1) }) else { break }
            let row = zip(values, indices).map { $0[$1] }
            guard ids.append(row.map(\.stored).joined(separator: TableShape.Column.separator)).inserted else {
                continue
            }
            for (part, value) in zip(parts, row) { chosen[part.field.name, default: []].append(value.json) }
        }
        let ordered = parts.map { ($0.field.name, chosen[$0.field.name] ?? []) }
        return (Array(ids), OrderedDictionary(uniqueKeysWithValues: ordered), nil)
    }

    /// The values that a part may have, each that the column stores as another once.
    private func values(of part: Part) async throws -> [Value] {
        let names = part.field.type == .text ? (1...50).map { JSONValue.string("\(part.field.name)_\($0)") } : []
        let usual = names + RecordShape.examples(of: part.field, isDistinct: true)
        let found = part.seeds.isEmpty ? ValueCandidates(part.column).ids : part.seeds
        let all = part.given ?? (part.seeds.isEmpty ? usual : []) + found.flatMap(part.field.type.values)
        let byText = Dictionary(all.map { ($0.plainText, $0) }, uniquingKeysWith: { one, _ in one })
        let taken = try await ColumnProbe(column: part.column, connection: connection)
            .taken(Array(OrderedSet(all.map(\.plainText))))
        return taken.unlike.compactMap { value in byText[value.value].map { ($0, value.stored) } }
    }
}
