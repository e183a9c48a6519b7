import Syncer

/// The committed rows, by record: what the properties are checked against.
struct CommittedState {
    let tables: [TableShape]
    private let tableOfSlug: [String: Int]
    /// The rows of each table.
    let rows: [[Row]]

    init(_ rows: [[Row]], tables: [TableShape]) {
        self.rows = rows
        self.tables = tables
        tableOfSlug = Dictionary(
            tables.enumerated().map { ($0.element.slug, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// The place of a record's table among the tables.
    func tableIndex(of record: RecordKnowledge) -> Int { tableOfSlug[record.slug] ?? 0 }

    func table(of record: RecordKnowledge) -> TableShape { tables[tableIndex(of: record)] }

    /// The record's row; the newest, should there be several.
    func row(of record: RecordKnowledge) -> Row? {
        rows(of: record).max { ($0.version ?? .min) < ($1.version ?? .min) }
    }

    /// All rows that have the record's id: one at most, where all is well.
    func rows(of record: RecordKnowledge) -> [Row] { rows[tableIndex(of: record)].filter { $0.id == record.id } }
}
