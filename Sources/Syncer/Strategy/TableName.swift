import Postgres

/// A table's name with its schema.
public struct TableName: Hashable, Sendable, CustomStringConvertible {
    /// The schema, unquoted.
    public var schema: String
    /// The table, unquoted.
    public var name: String

    /// Creates a name from its parts.
    public init(schema: String, name: String) {
        self.schema = schema
        self.name = name
    }

    /// Reads a name as SQL writes it: `schema.table`, `"Schema"."Table"`, or `table` for one in `public`.
    ///
    /// - Returns: Nil for anything else.
    public init?(_ text: String) {
        var parts: [String] = []
        var rest = Substring(text)
        while true {
            guard let part = Self.takePart(&rest) else { return nil }
            parts.append(part)
            if rest.isEmpty { break }
            guard rest.first == "." else { return nil }
            rest.removeFirst()
        }
        switch parts.count {
        case 1: self.init(schema: "public", name: parts[0])
        case 2: self.init(schema: parts[0], name: parts[1])
        default: return nil
        }
    }

    private static func takePart(_ rest: inout Substring) -> String? {
        if rest.first == "\"" {
            var part = ""
            rest.removeFirst()
            while let next = rest.first {
                rest.removeFirst()
                if next != "\"" {
                    part.append(next)
                } else if rest.first == "\"" {
                    rest.removeFirst()
                    part.append("\"")
                } else {
                    return part.isEmpty ? nil : part
                }
            }
            return nil
        }
        let part = rest.prefix { $0.utf8.allSatisfy(\.continuesIdentifier) }
        guard let first = part.utf8.first, first.startsIdentifier else { return nil }
        rest.removeFirst(part.count)
        return part.lowercased()
    }

    /// The name quoted for SQL: `"stripe"."subscriptions"`.
    public var sql: String { "\(Connection.quoteIdentifier(schema)).\(Connection.quoteIdentifier(name))" }

    /// `schema.table`.
    public var description: String { "\(schema).\(name)" }
}
