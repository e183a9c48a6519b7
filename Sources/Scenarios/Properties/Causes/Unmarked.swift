extension Cause {
    /// The table has no place for a deletion.
    static let unmarked = Cause("unmarked") { evidence in
        guard evidence.difference == .unmarked else { return nil }
        return
            "nothing in the table says that a record is deleted: give it a column for 'deleted' (or judge a view that has "
            + "one), or delete the row in a delete.sql; 'deletes: never' if upstream deletes nothing"
    }
}
