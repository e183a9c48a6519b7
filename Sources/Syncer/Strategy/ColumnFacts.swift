package import Sequin

/// What the catalogue says of a column: what its values may be.
package struct ColumnFacts: Hashable, Sendable {
    /// Another table's column whose values it must have.
    package struct Parent: Hashable, Sendable {
        /// The table, as SQL needs it.
        package var table: String
        package var column: String
    }

    package var name: String
    /// The type, as Postgres writes it, with its modifiers.
    package var type: String
    /// The name of the type below all domains, such as `int4`; of an array, that of its elements.
    package var base: String
    package var isArray = false
    package var isNotNull = false
    /// Whether Postgres works it out from other columns.
    package var isGenerated = false
    /// Whether it is an identity column.
    package var isIdentity = false
    /// Whether it is filled where a statement does not give it.
    package var hasDefault = false
    /// Whether it takes its values from a sequence.
    package var isSerial = false
    /// The name, as SQL needs it.
    package var sql = ""
    /// Whether it alone is unique, among all rows.
    package var isUnique = false
    /// Whether it is the primary key, or a part of it.
    package var isPrimary = false
    /// The labels of an enum.
    package var labels: [String] = []
    /// The checks that are about this column alone, as `create table` takes them.
    package var checks: [String] = []
    /// The text of every check that is about it, those of its domains included.
    package var hints: [String] = []
    package var parent: Parent?

    package init(name: String, type: String, base: String) {
        self.name = name
        self.type = type
        self.base = base
    }

    /// Whether Postgres gives it a value of its own making, so that no record's field is meant.
    package var makesItself: Bool { isGenerated || isIdentity || isSerial }

    /// The type of a field that it holds.
    package var fieldType: FieldType {
        if isArray { return .json }
        return switch base {
        case "int2", "int4", "int8", "oid": .integer
        case "numeric", "float4", "float8": .number
        case "bool": .boolean
        case "timestamp", "timestamptz": .timestamp
        case "json", "jsonb": .json
        default: .text
        }
    }

    /// The same, as `fields:` writes it.
    package var fieldTypeName: String { fieldType.rawValue + (isNotNull ? "" : "?") }

    /// The first number in brackets behind the type's name: of a text the most characters that it may have.
    package var length: Int? {
        guard let open = type.firstIndex(of: "("),
            let close = type[open...].firstIndex(where: { $0 == ")" || $0 == "," })
        else { return nil }
        return Int(type[type.index(after: open)..<close])
    }

    /// Whether its values are text to everything but its checks.
    package var isText: Bool { ["text", "varchar", "bpchar", "citext", "name"].contains(base) }

    /// Whether its values are moments.
    package var isTime: Bool { ["timestamptz", "timestamp"].contains(base) }

    /// Whether its values are whole numbers or fractions.
    package var isNumber: Bool { ["int2", "int4", "int8", "numeric", "float4", "float8"].contains(base) }
}
