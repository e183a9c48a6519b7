internal import Bits

/// The names of prepared statements by SQL text, byte for byte.
///
/// Not a dictionary of strings: Swift takes `é` for the same character whether it is one code point or two, and a
/// statement would be run in place of another.
struct StatementNames {
    private var names: [Text: String] = [:]

    private struct Text: Hashable {
        let sql: String

        static func == (one: Text, other: Text) -> Bool { one.sql.hasSameBytes(as: other.sql) }

        func hash(into hasher: inout Hasher) {
            var sql = sql
            sql.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }

    subscript(sql: String) -> String? {
        get { names[Text(sql: sql)] }
        set { names[Text(sql: sql)] = newValue }
    }

    mutating func removeAll() { names.removeAll() }
}
