extension Cause {
    /// The script for deletions wrote the row last, and left something out.
    static let deletionScript = Cause("deletion-script") { evidence in
        guard let write = evidence.lastWrite, let statement = write.statement, statement.file == "delete.sql",
            write.state.isThere
        else { return nil }
        if case .stale? = evidence.difference {
            guard let version = evidence.newest(statement.subjects), evidence.isDeletion(version),
                write.version.number != version
            else { return nil }
            return
                "\(statement.origin) marks the row as deleted, and leaves its version as it was, so that a late upsert passes "
                + "for newer: write :'updated_idx' there too"
        }
        guard let column = evidence.column, column.isDeleted else { return nil }
        return "\(statement.origin) wrote the row last, at step \(write.step), and not column \(column.name): write "
            + ":'\(column.field)' there too, or say 'deletion: key' if a deletion's payload does not have it"
    }
}
