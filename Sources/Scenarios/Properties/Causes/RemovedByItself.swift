extension Cause {
    /// The record's own script has removed the row.
    static let removedByItself = Cause("removed") { evidence in
        guard evidence.difference == .missing, let write = evidence.lastWrite, !write.state.isThere,
            let statement = write.statement, let version = evidence.newest(statement.subjects)
        else { return nil }
        guard evidence.isDeletion(version) else {
            return
                "\(statement.name) removed the row at step \(write.step), and what puts it back commits later, if ever: "
                + "put both between 'begin' and 'commit', or replace the row by 'insert … on conflict … do update'"
        }
        guard evidence.newestThere(before: write.step) ?? -1 > version else { return nil }
        return
            "\(statement.name) removed a row that was newer than its deletion: compare versions there too, 'where id = "
            + ":'id' and \(evidence.versionColumn) <= :'updated_idx''"
    }
}
