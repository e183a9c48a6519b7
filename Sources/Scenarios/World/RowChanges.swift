/// The committed rows that differ between two looks.
struct RowChanges {
    /// A row that differs.
    struct RowChange {
        var id: String
        /// The row now; nil if it is gone.
        var now: Row?
        var state: Note.RowState
    }

    /// The rows that differ, table by table, in the order in which they were read.
    let all: [RowChange]

    init(from old: CommittedState, to new: CommittedState) {
        var all: [RowChange] = []
        for (index, table) in new.tables.enumerated() {
            let (before, after) = (old.rows[index], new.rows[index])
            var seen = Set<String>()
            for id in (before + after).map(\.id) where seen.insert(id).inserted {
                let now = after.first { $0.id == id }
                guard before.first(where: { $0.id == id }) != now else { continue }
                let state = now.map { row in
                    Note.RowState(
                        version: row.version, isDeleted: table.deletedIndex.map { row.values[$0] == "true" } ?? false)
                }
                all.append(RowChange(id: id, now: now, state: state ?? .gone))
            }
        }
        self.all = all
    }
}
