/// Something that came of a choice.
public struct Note: Hashable, Sendable, Codable {
    /// What it is.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// Deliveries were handed out.
        case delivered
        /// A worker has seen these versions upstream; none where there is no such record.
        case fetched
        /// A statement finished; the detail is its command tag.
        case finished
        /// A statement waits for a lock.
        case blocked
        /// A statement waits inside itself, at a row.
        case paused
        /// A statement that waited goes on.
        case woke
        /// A statement sleeps by the server's clock.
        case slept
        /// A statement failed; the detail is the failure.
        case failed
        /// Deliveries have been applied.
        case applied
        /// Applying failed, and will not be tried again now; the detail is the failure.
        case gaveUp = "gave-up"
        /// The consumer accepted an ack; the detail names newer versions that it removed along with the delivered one.
        case acked
        /// The consumer took no notice of an ack or nack.
        case ignored
        /// The consumer accepted a nack.
        case nacked
        /// The deadline ended the work.
        case missedDeadline = "missed-deadline"
        /// A timer of a program's, or of a session's, fired, and it did something.
        case timer
        /// Deliveries expired.
        case expired
        /// A worker's connection was lost.
        case disconnected
        /// Postgres was killed and has recovered.
        case serverKilled = "server-killed"
        /// A record was given up after too many deliveries.
        case dead
        /// A worker died and was replaced.
        case crashed
        /// A session that its worker left behind has ended.
        case orphanEnded = "orphan-ended"
        /// A committed row changed; the detail is its state now.
        case row
    }

    /// More about it, by its kind.
    public enum Detail: Hashable, Sendable, Codable {
        /// The command tag of a statement that finished, such as `INSERT 0 1`.
        case tag(String)
        /// Why something failed.
        case failure(Failure)
        /// A committed row as it is now.
        case row(RowState)
        /// The newer versions that an ack removed.
        case removed([VersionName])
        /// The row at which a statement pauses.
        case pausedAt(RowPlace)
    }

    /// What it is.
    public var kind: Kind
    /// The worker concerned, from 1.
    public var worker: Int?
    /// The record versions concerned.
    public var versions: [VersionName]
    /// More about it, by its kind.
    public var detail: Detail?

    /// Creates a note.
    public init(_ kind: Kind, worker: Int? = nil, versions: [VersionName] = [], detail: Detail? = nil) {
        self.kind = kind
        self.worker = worker
        self.versions = versions
        self.detail = detail
    }
}

extension Note {
    /// A failure as the server, or the worker, told it.
    public struct Failure: Hashable, Sendable, Codable, CustomStringConvertible {
        /// The server's SQLSTATE; nil for what no server said.
        public var sqlState: String?
        /// The message. It is no part of a history's hash.
        public var message: String

        /// Creates a failure.
        public init(sqlState: String?, message: String) {
            self.sqlState = sqlState
            self.message = message
        }

        /// SQLSTATE and message.
        public var description: String { sqlState.map { "\($0) \(message)" } ?? message }
    }

    /// The row that a statement is about to write.
    public struct RowPlace: Hashable, Sendable, Codable, CustomStringConvertible {
        /// The table, without its schema where that is `public`.
        public var table: String
        /// The record that the row is about, by letter; nil if its keys tell of none.
        public var record: String?

        /// Creates a place.
        public init(table: String, record: String?) {
            self.table = table
            self.record = record
        }

        /// Table and record, such as `customers A`.
        public var description: String { [table, record].compactMap { $0 }.joined(separator: " ") }
    }

    /// A committed row.
    public struct RowState: Hashable, Sendable, Codable {
        /// Whether there is a row.
        public var isThere: Bool
        /// The version that it stores; nil for null.
        public var version: Int64?
        /// Whether it says that its record is deleted.
        public var isDeleted: Bool

        /// Creates a state.
        public init(isThere: Bool = true, version: Int64? = nil, isDeleted: Bool = false) {
            self.isThere = isThere
            self.version = version
            self.isDeleted = isDeleted
        }

        /// No row.
        public static let gone = RowState(isThere: false)
    }
}
