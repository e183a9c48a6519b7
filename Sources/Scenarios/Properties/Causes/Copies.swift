import Syncer

extension Cause {
    /// No key keeps two rows of one record apart from each other.
    static let copies = Cause("copies") { evidence in
        guard case .copies(let copies)? = evidence.difference, let table = evidence.table, table.isTable,
            let column = table.columns.first, let facts = table.facts
        else { return nil }
        let id = column.name
        let own = facts.keys.filter { Set($0.columns).isSuperset(of: column.names) }
        guard let key = own.first(where: \.isWhole) ?? own.first else {
            return "no unique key of \(table.table) keeps two rows of one record out: add one, 'create unique index on "
                + "\(table.table) (\(id))', and name it in 'on conflict'"
        }
        let list = key.columns.joined(separator: ", ")
        if !key.isWhole {
            return "the unique index on (\(list)) covers only some rows: make one that covers all of them"
        }
        let others = key.columns.filter { !column.names.contains($0) }
        let nullable = others.filter { copies.null.contains($0) || facts.column($0)?.isNotNull == false }
        let null = nullable.filter { !copies.apart.contains($0) }
        if let column = null.first {
            return "the unique key (\(list)) lets rows in whose \(column) is null, since a null is like no other: make "
                + "\(column) not null, or the key 'nulls not distinct'"
        }
        guard let column = others.first(where: { copies.apart.contains($0) }) ?? others.first else { return nil }
        return
            "the unique key (\(list)) has a row for each \(column): make \(id) unique by itself, or judge a view that has "
            + "one row for each record"
    }
}
