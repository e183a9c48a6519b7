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
        /// Where a program sent it; nil where a script did.
        public var connection: Connection?
    }

    /// A program's connection to the database, at the end of the step.
    public struct Connection: Hashable, Sendable, Codable {
        /// Its number among the program's connections, in the order in which they were opened.
        public var number: Int
        /// What its transaction was before the step, in words: `idle`, `in a transaction`, `in a failed transaction`.
        public var before: String
        /// What it is now.
        public var after: String
    }

    /// What is known of a program in a step besides its requests.
    public struct ProgramNews: Hashable, Sendable, Codable {
        /// The worker, from 1.
        public var worker: Int
        /// How it ended by itself, such as `ended with status 1`; nil if it did not.
        public var ending: String?
        /// What it asked for and did not get, a sentence each.
        public var refusals: [String] = []
        /// The lines that it wrote; secrets are masked.
        public var output: [String] = []

        /// Creates news.
        public init(worker: Int, ending: String? = nil, refusals: [String] = [], output: [String] = []) {
            (self.worker, self.ending, self.refusals, self.output) = (worker, ending, refusals, output)
        }

        /// Whether there is none.
        var isEmpty: Bool { ending == nil && refusals.isEmpty && output.isEmpty }
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
    /// What programs wrote and met, in order.
    public var programs: [ProgramNews] = []
}
