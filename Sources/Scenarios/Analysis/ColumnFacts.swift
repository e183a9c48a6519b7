/// What the catalogue says of a column: what its values may be.
struct ColumnFacts: Sendable {
    /// Another table's column whose values it must have.
    struct Parent: Hashable, Sendable {
        /// The table, as SQL needs it.
        var table: String
        var column: String
    }

    var name: String
    /// The type, as Postgres writes it, with its modifiers.
    var type: String
    /// The name of the type below all domains, such as `int4`; of an array, that of its elements.
    var base: String
    var isArray = false
    var isNotNull = false
    /// Whether Postgres works it out from other columns.
    var isGenerated = false
    /// Whether it is an identity column.
    var isIdentity = false
    var hasDefault = false
    /// The labels of an enum.
    var labels: [String] = []
    /// The checks that are about this column alone, as `create table` takes them.
    var checks: [String] = []
    /// The text of every check that is about it, those of its domains included.
    var hints: [String] = []
    var parent: Parent?

    /// Whether Postgres gives it a value of its own making, so that no record's field is meant.
    var makesItself: Bool { isGenerated || isIdentity }

    /// Whether its values are text to everything but its checks.
    var isText: Bool { ["text", "varchar", "bpchar", "citext", "name"].contains(base) }

    /// Whether its values are moments.
    var isTime: Bool { ["timestamptz", "timestamp"].contains(base) }

    /// Whether its values are whole numbers or fractions.
    var isNumber: Bool { ["int2", "int4", "int8", "numeric", "float4", "float8"].contains(base) }
}
