extension Cause {
    /// What was run for another record has removed or changed the row.
    static let otherRecord = Cause("other-record") { evidence in
        guard let record = evidence.record, evidence.isBehind, let write = evidence.lastWrite,
            let statement = write.statement ?? write.candidates.first, !statement.subjects.isEmpty,
            !write.candidates.contains(where: { $0.records.contains(record) })
        else { return nil }
        let deed = write.state.isThere ? "changed" : "removed"
        return
            "\(statement.name) \(deed) the row of \(record) at step \(write.step), and it was run for another record: "
            + "see that it touches the rows of its own record alone ('where id = :'id''), and that no two records share a "
            + "key"
    }

    /// A row has an id that no record has.
    static let stranger = Cause("stranger") { evidence in
        guard case .stranger(let id)? = evidence.difference,
            let write = evidence.log.writes.first(where: { $0.record == id && $0.state.isThere }),
            let statement = write.statement
        else { return nil }
        return
            "\(statement.name) wrote that row at step \(write.step): see what it puts into the column that holds the "
            + "record's id"
    }
}
