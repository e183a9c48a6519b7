/// A request of a client that waits to be let through to the server: one step of a schedule.
package struct HeldStep: Hashable, Sendable {
    /// What a request does.
    package enum Kind: Hashable, Sendable {
        /// Runs statements: one Execute, or one Query with all that stands in it.
        case statements
        /// Ends an implicit transaction whose statements have run: a Sync that came behind their answers.
        case commit
        /// Prepares a statement in a transaction that has run nothing yet, which may take its snapshot.
        case parse
        /// Opens a portal without executing it, which may take a snapshot.
        case bind
        /// Hands over all the data of a COPY, and ends it.
        case copyData
        /// Calls a function by its object id: the old fast path.
        case functionCall
    }

    /// What it does.
    package var kind: Kind
    /// The statements; of ``Kind/commit``, those that it commits; of ``Kind/copyData``, the one that asked for data.
    package var statements: [HeldStatement]
    /// The data of a COPY, as the client sent it.
    package var copyData: [UInt8]
    /// Whether nothing of it can be seen by other sessions, so that it is no choice: BEGIN, SET, `select 1`, a look at
    /// the system catalogue, the end of a transaction that ran only such. Release it at once.
    package var isBookkeeping: Bool
    /// Whether it goes on with the step before, which was held at its Parse. Release it at once.
    package var continuesStep: Bool

    /// Creates a step.
    package init(
        kind: Kind, statements: [HeldStatement] = [], copyData: [UInt8] = [], isBookkeeping: Bool = false,
        continuesStep: Bool = false
    ) {
        self.kind = kind
        self.statements = statements
        self.copyData = copyData
        self.isBookkeeping = isBookkeeping
        self.continuesStep = continuesStep
    }

    /// Whether a schedule decides when it runs.
    package var isChoice: Bool { !isBookkeeping && !continuesStep }
}

/// A statement as a client sent it.
package struct HeldStatement: Hashable, Sendable {
    /// Its SQL.
    package var sql: String
    /// The values for `$1`, `$2` …
    package var parameters: [WireParameter]

    /// Creates a statement.
    package init(sql: String, parameters: [WireParameter] = []) {
        self.sql = sql
        self.parameters = parameters
    }
}

/// A parameter's value as it came.
package struct WireParameter: Hashable, Sendable {
    /// The bytes; nil is NULL.
    package var bytes: [UInt8]?
    /// Whether they are in the type's binary format, and not its text.
    package var isBinary: Bool

    /// Creates a value.
    package init(bytes: [UInt8]?, isBinary: Bool) {
        self.bytes = bytes
        self.isBinary = isBinary
    }

    /// The value if it came as text; nil for NULL too.
    package var text: String? { isBinary ? nil : bytes.map { String(decoding: $0, as: UTF8.self) } }
}
