/// What a close look at a step shows: the SQL, the rows and the consumer's slots of the records that it concerns.
public struct StepDetail: Hashable, Sendable, Codable {
    /// A statement as the server gets it.
    public struct SQL: Hashable, Sendable, Codable {
        /// Where it was written, as `upsert.sql:3`.
        public var origin: String
        /// Its text, with `$1` for the first parameter.
        public var text: String
        /// The parameters' text; nil for null.
        public var parameters: [String?]
    }

    /// A record's committed row before and after the step.
    public struct RowChange: Hashable, Sendable, Codable {
        /// A column's text; nil for null, and where there is no row.
        public struct Column: Hashable, Sendable, Codable {
            /// The column's name.
            public var name: String
            /// Its value before.
            public var before: String?
            /// Its value after.
            public var after: String?
        }

        /// The record's letter.
        public var record: String
        /// The table's name.
        public var table: String
        /// Whether there was a row.
        public var wasThere: Bool
        /// Whether there is one now.
        public var isThere: Bool
        /// The compared columns, `id` first.
        public var columns: [Column]
    }

    /// What the consumer holds of a record after the step.
    public struct Slot: Hashable, Sendable, Codable {
        /// The record's letter.
        public var record: String
        /// Where it stands, in words.
        public var state: String
        /// The version that would be handed out next, such as `A′`.
        public var version: String
        /// The version that was handed out last.
        public var handedOut: String?
        /// Deliveries without an ack.
        public var deliveries: Int
        /// When the latest delivery expires, in seconds of virtual time.
        public var expires: Double?
    }

    /// The versions that the worker's call is about, such as `A′`: a batch may hold several of one record.
    public var subjects: [VersionName] = []
    /// The statement that the step sent, or let go on.
    public var sql: SQL?
    /// The rows of the records that it concerns.
    public var rows: [RowChange] = []
    /// Their slots; a record that the consumer holds nothing of has none.
    public var slots: [Slot] = []
    /// The letters of the records that it concerns.
    public var records: [String] = []
}
