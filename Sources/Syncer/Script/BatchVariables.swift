import OrderedCollections
import Sequin

/// A batch's values by the names that batch.sql uses: `records`, and an array for each name that a record has.
///
/// They are worked out when a script asks for them. Batches are large, so no dictionary is made on the way.
struct BatchVariables: Sendable {
    let records: [Record]
    let collection: Collection
    /// The deliveries that brought the records, in their order; none where only records are known.
    var deliveries: [Delivery] = []

    /// What follows a record's name.
    private static let suffix = "_array"
    private static let ownNames = Set(RecordVariables.names)

    /// All names.
    static func names(of collection: Collection) -> [String] { ["records"] + arrayNames(of: collection) }

    /// The names of arrays.
    static func arrayNames(of collection: Collection) -> [String] {
        let fields = collection.fields.map(\.name)
        let names = RecordVariables.names + fields.filter { !ownNames.contains($0) }
        return (names + DeliveryVariables.names.filter { !fields.contains($0) }).map { $0 + suffix }
    }

    /// The value under a name; nil where there is no such name.
    func value(_ name: String) -> Variables.Value? {
        if name == "records" { return .text(String(decoding: flatObjects, as: UTF8.self)) }
        guard name.hasSuffix(Self.suffix) else { return nil }
        return array(of: String(name.dropLast(Self.suffix.count))).map { .text(String(decoding: $0, as: UTF8.self)) }
    }

    // MARK: Arrays

    /// The values under a record's name as a Postgres array literal, in the batch's order.
    private func array(of name: String) -> [UInt8]? {
        if let read = RecordVariables.reader(of: name) { return Self.array(of: records, read) }
        if collection.fields.contains(where: { $0.name == name }) {
            return Self.array(of: records) { $0.data.members[name] ?? .null }
        }
        return DeliveryVariables.reader(of: name).map { Self.array(of: deliveries, $0) }
    }

    private static func array<Item>(of items: [Item], _ read: (Item) -> JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(items.count * 24)
        for item in items {
            bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
            bytes.appendElement(read(item))
        }
        bytes.append(contentsOf: bytes.isEmpty ? "{}".utf8 : "}".utf8)
        return bytes
    }

    // MARK: JSON

    /// A JSON array of flat objects.
    private var flatObjects: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(records.count * 500)
        bytes.append(UInt8(ascii: "["))
        for (index, record) in records.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            writeFlatObject(record, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    /// All values of a record under their names, with JSON's own types.
    private func writeFlatObject(_ record: Record, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (index, name) in RecordVariables.names.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.appendMember(name, RecordVariables.reader(of: name)?(record) ?? .null)
        }
        let members = record.data.members
        for (name, value) in members where !Self.ownNames.contains(name) {
            bytes.append(UInt8(ascii: ","))
            bytes.appendMember(name, value)
        }
        for field in collection.fields where members[field.name] == nil && !Self.ownNames.contains(field.name) {
            bytes.append(UInt8(ascii: ","))
            bytes.appendMember(field.name, .null)
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

extension [UInt8] {
    fileprivate mutating func appendMember(_ name: String, _ value: JSONValue) {
        JSONValue.string(name).write(to: &self)
        append(UInt8(ascii: ":"))
        value.write(to: &self)
    }

    /// An element of a Postgres array: NULL, a number or a boolean as it is, and all else in quotes.
    fileprivate mutating func appendElement(_ value: JSONValue) {
        switch value {
        case .null: append(contentsOf: "NULL".utf8)
        case .bool, .number: value.write(to: &self)
        case .string(let text): appendQuotedElement(text)
        case .array, .object: appendQuotedElement(value.text)
        }
    }

    private mutating func appendQuotedElement(_ text: String) {
        var text = text
        append(UInt8(ascii: "\""))
        text.withUTF8 { text in
            var start = 0
            for (index, byte) in text.enumerated() where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                append(contentsOf: text[start..<index])
                append(UInt8(ascii: "\\"))
                start = index
            }
            append(contentsOf: text[start...])
        }
        append(UInt8(ascii: "\""))
    }
}
