import Postgres
import Sequin

/// The row at which a statement pauses, as the server's trigger tells it.
struct PausePlace: Hashable, Sendable {
    /// The table, without its schema where that is `public`.
    var table: String
    /// What may be the id of the record that the row is about.
    var keys: [String]

    /// What each line begins with that tells one.
    static let mark = "converge pauses at "

    /// Creates a place.
    init(table: String, keys: [String]) {
        self.table = table
        self.keys = keys
    }

    /// What a notice tells; nil if it tells no such thing.
    init?(_ notice: Notice) {
        guard notice.message.hasPrefix(Self.mark),
            case .array(let parts) = try? JSONValue(parsing: String(notice.message.dropFirst(Self.mark.count))),
            case .string(let table) = parts.first
        else { return nil }
        self.init(
            table: table,
            keys: parts.dropFirst().compactMap { key in if case .string(let text) = key { text } else { nil } })
    }
}
