import Sequin

/// Finds a record's entry by the record's id. It is only looked up, never walked through in an order that matters.
///
/// An entry that leaves is not taken out: that would move neighbours in the hash table, whose ids lie all over the
/// memory, and acks would take several times as long with a million slots as with a thousand. So what it finds may
/// have gone, or be another record's by now, and is looked at.
struct RecordIndex: Sendable {
    private var entries: [String: Int] = [:]

    func entry(of id: String, in table: EntryTable) -> Int? {
        guard let index = entries[id], Self.holds(index, id, table) else { return nil }
        return index
    }

    mutating func note(_ index: Int, in table: EntryTable) {
        entries[table[index].record.id] = index
        // So that it stays as small as what it is for.
        if entries.count > 2 * table.count + 64 { entries = entries.filter { Self.holds($0.value, $0.key, table) } }
    }

    private static func holds(_ index: Int, _ id: String, _ table: EntryTable) -> Bool {
        table.isLive(index) && table[index].record.id == id
    }
}
