/// Finds the records that a request is about: their ids in its parameters, SQL and COPY data.
///
/// An id counts in any of its forms: as text, a UUID also as 16 bytes or 32 hexadecimal digits, an integer also as the
/// 8 bytes of an int8. Text counts only where no letter, digit or underscore touches it, and of two ids at one place
/// the longer one. So integers should be large: a small one means anything.
package struct RecordFinder: Sendable {
    /// Knows the ids of a run's records.
    package init(ids: [String]) {
        self.ids = ids
    }

    private let ids: [String]
}
