/// What is wrong with a record's row, as a check has seen it: where the search for a cause begins. It is no part of a
/// failure file.
enum Difference: Hashable, Sendable {
    /// There is no row, and there should be one.
    case missing
    /// The row is at an older version than it should be; of which the row has none, `isNull`.
    case stale(isNull: Bool)
    /// The row is there again after its deletion.
    case returned
    /// The row is there, and should be gone.
    case kept
    /// Nothing in the table says that a record is deleted.
    case unmarked
    /// A column shows something else than upstream has.
    case column(Column)
    /// There are several rows of the record.
    case copies(Copies)
    /// There is a row of no record, by what is in its column of ids.
    case stranger(id: String)
    /// It was not applied, or not in time.
    case undone(lastFailure: Note.Failure?, isWaiting: Bool)

    /// A column that differs.
    struct Column: Hashable, Sendable {
        var name: String
        var field: String
        var stored: String?
        var expected: String?
        /// Whether upstream has deleted the record.
        var isDeleted: Bool
    }

    /// Several rows of one record.
    struct Copies: Hashable, Sendable {
        /// The columns in which they differ, or that are null in each: what a key could not keep apart, or did.
        var apart: [String]
        var null: [String]
    }
}
