internal import CLibpq
internal import DequeModule
internal import Glibc

/// One connection to a Postgres server, over libpq's non-blocking calls.
///
/// It is confined to its ``EventLoop``: call it from tasks that run there, one at a time. Statements go through the
/// extended protocol, one at a time (or as a pipeline), and have ended only when the server is ready for the next.
public final class Connection: @unchecked Sendable {
    let loop: EventLoop
    // Before the queue, so that it is freed first: the handle's notices go there.
    private var handle: ConnectionHandle?
    let queue = EventQueue()
    /// The same connection as `handle` owns; nil once closed, which libpq's functions take for a lost connection.
    private(set) var raw: OpaquePointer?
    var parameters = ParameterBuffer()
    /// Statement names by SQL text.
    var prepared = StatementNames()
    private var namesGiven = 0
    /// What is under way.
    var exchange = Exchange.none
    /// What has come of the statement that is running.
    var current: Result<QueryResult, PostgresError>?
    /// Whether COPY's data is being thrown away.
    var isDrainingCopy = false
    /// How much has come from the server since the statement was sent.
    var received = ReceivedBytes()
    /// What the last describe told.
    var parameterTypes: [UInt32] = []
    /// Whether bytes wait in libpq because the socket took no more.
    private(set) var needsFlush = false
    private var lastStatus = TransactionStatus.idle
    /// How often something has moved: a statement was begun, or bytes came from the server. Of a statement that runs
    /// while this stays the same nothing has been heard.
    public internal(set) var movements = 0

    /// The process id of the server process behind this connection.
    public let backendPID: Int32
    /// The server's version as libpq counts it: 150018 is 15.18.
    public let serverVersion: Int

    init(_ handle: consuming ConnectionHandle, loop: EventLoop) {
        let raw = handle.pointer
        self.raw = raw
        self.handle = consume handle
        self.loop = loop
        backendPID = PQbackendPID(raw)
        serverVersion = Int(PQserverVersion(raw))
        queue.receiveNotices(of: raw)
        PQsetErrorVerbosity(raw, PQERRORS_DEFAULT)
        PQsetnonblocking(raw, 1)
    }

    /// The socket's file descriptor; -1 when the connection is gone.
    public var socket: Int32 { PQsocket(raw) }

    /// What the server thought of the transaction when the last statement ended.
    public var transactionStatus: TransactionStatus {
        guard PQstatus(raw) == CONNECTION_OK else { return .lost }
        switch PQtransactionStatus(raw) {
        case PQTRANS_IDLE: lastStatus = .idle
        case PQTRANS_INTRANS: lastStatus = .inTransaction
        case PQTRANS_INERROR: lastStatus = .failed
        default: break
        }
        return lastStatus
    }

    /// Whether the session's user is a superuser at present.
    public var isSuperuser: Bool {
        PQparameterStatus(raw, "is_superuser").map { String(cString: $0) } == "on"
    }

    /// Whether a statement or a pipeline has been sent and has not ended.
    public var isRunning: Bool { exchange.isRunning }

    /// Starts a statement and returns at once; ``nextEvent()`` tells how it goes on.
    ///
    /// - Throws: ``PostgresError`` if nothing was sent: the connection is gone, a statement is still running
    ///   (SQLSTATE 55000), or a NUL character stands in the text or in a parameter (22021).
    public func send(_ statement: Statement) throws(PostgresError) {
        try checkReady()
        guard statement.prepares else {
            try PostgresError.checkForNUL(statement.sql)
            try check(sendUnprepared(statement))
            return begin(.executing(statement))
        }
        if let name = prepared[statement.sql] {
            try check(sendPrepared(name, statement.parameters))
            begin(.executing(statement))
        } else {
            // Before the text goes out: a bad parameter must not leave a half-sent statement behind.
            try PostgresError.checkForNUL(statement.sql)
            try PostgresError.check(statement.parameters)
            let name = newName()
            try check(PQsendPrepare(raw, name, statement.sql, 0, nil))
            begin(.preparing(statement, name: name))
        }
    }

    /// Runs one statement to its end, which is ReadyForQuery. Notices that come meanwhile are dropped.
    ///
    /// - Throws: ``PostgresError``.
    public func run(_ statement: Statement) async throws -> QueryResult {
        try send(statement)
        return try await nextOutcome().get()
    }

    /// The same, but the connection is closed, and the statement has failed, once the server has said nothing at all for
    /// so much real time.
    ///
    /// - Throws: ``PostgresError``.
    public func run(_ statement: Statement, within limit: Duration) async throws -> QueryResult {
        try send(statement)
        return try await nextOutcome(within: limit).get()
    }

    /// Stops sending for good, which is how a client that crashed looks to the server.
    func finishWriting() {
        _ = shutdown(socket, Int32(SHUT_WR))
    }

    /// Closes the connection. A statement that is running ends with an error for its caller.
    public func close() {
        guard raw != nil else { return }
        loop.assertIsolated()
        let descriptor = socket
        raw = nil
        loop.forget(descriptor)
        handle = nil
    }

    func checkReady() throws(PostgresError) {
        loop.assertIsolated()
        guard PQstatus(raw) == CONNECTION_OK else { throw lossOfConnection }
        guard !exchange.isRunning else {
            throw PostgresError(sqlState: "55000", message: "a statement is still running on this connection")
        }
    }

    /// Why the connection is gone: in the server's words if it had any, or else in libpq's.
    var lossOfConnection: PostgresError { queue.fatal ?? .lost(raw) }

    /// A name that no script's own `prepare` is likely to want.
    func newName() -> String {
        namesGiven += 1
        return "converge_\(namesGiven)"
    }

    func begin(_ exchange: Exchange) {
        self.exchange = exchange
        received = ReceivedBytes()
        movements += 1
        flush()
    }

    func flush() {
        // -1 is left to the next read, which fails with the reason.
        needsFlush = PQflush(raw) == 1
    }

    /// Turns libpq's 0, "nothing was sent", into an error.
    func check(_ sent: Int32) throws(PostgresError) {
        guard sent == 0 else { return }
        var error = lossOfConnection
        error.connectionLost = PQstatus(raw) != CONNECTION_OK
        throw error
    }

    func sendPrepared(_ name: String, _ values: [String?]) throws(PostgresError) -> Int32 {
        let raw = raw
        return try parameters.with(values) { PQsendQueryPrepared(raw, name, $0, $1, nil, nil, 0) }
    }

    func sendUnprepared(_ statement: Statement) throws(PostgresError) -> Int32 {
        let raw = raw
        return try parameters.with(statement.parameters) {
            PQsendQueryParams(raw, statement.sql, $0, nil, $1, nil, nil, 0)
        }
    }
}
