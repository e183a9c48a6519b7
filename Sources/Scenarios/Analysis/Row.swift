import Bits

/// A row's compared columns, as text.
struct Row: Hashable, Sendable {
    let id: String
    let values: [String?]
    /// The stored version; nil if it is null, or not stored.
    var version: Int64?

    static func == (one: Row, other: Row) -> Bool {
        one.values.elementsEqual(other.values) { $0.isSameText(as: $1) }
    }

    init(_ values: [String?], of table: TableShape) {
        self.values = values
        id = table.id(stored: values.first.flatMap { $0 } ?? "")
        version = table.versionIndex.flatMap { values[$0] }.flatMap { text in
            table.versionsAreTimes
                ? Moment.microseconds(text) : Int64(text) ?? Double(text).flatMap { Int64(exactly: $0.rounded()) }
        }
    }
}

extension String? {
    /// Whether both are the same bytes, or both null. For Swift's `==` a letter with its accent is the same whether it
    /// is one code point or two; for Postgres it is not.
    func isSameText(as other: String?) -> Bool {
        switch (self, other) {
        case (let one?, let other?): one.hasSameBytes(as: other)
        case (nil, nil): true
        default: false
        }
    }
}
