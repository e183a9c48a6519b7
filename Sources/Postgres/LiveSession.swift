/// The session that a syncer uses in production: one connection, replaced when it is lost.
///
/// Confined to its ``EventLoop``, as its connections assert.
public final class LiveSession: Session, @unchecked Sendable {
    private let target: ConnectionTarget
    private let loop: EventLoop
    /// The connection at present.
    public private(set) var connection: Connection
    /// Opened when something is cancelled for the first time, and kept.
    private var control: Connection?
    private var isCancelling = false

    /// Connects.
    ///
    /// - Throws: ``PostgresError``.
    public init(_ target: ConnectionTarget, on loop: EventLoop) async throws {
        self.target = target
        self.loop = loop
        connection = try await Connection.open(target, on: loop)
    }

    /// What the server thought of the transaction when the last statement ended.
    public var transactionStatus: TransactionStatus { connection.transactionStatus }

    /// Runs one statement to its end, which is ReadyForQuery.
    public func run(_ statement: Statement) async throws -> QueryResult {
        try await waitUntilReady()
        return try await connection.run(statement)
    }

    /// Sends the statements as one pipeline, so that they cost one round trip. A cancellation takes the one that runs
    /// and all behind it.
    public func runAll(_ statements: [Statement]) async throws {
        try await waitUntilReady()
        for outcome in try await connection.runPipeline(statements) { _ = try outcome.get() }
    }

    private func waitUntilReady() async throws {
        try Task.checkCancellation()
        // A cancellation that is still under way means the statement before.
        while isCancelling { await loop.sleep(for: .milliseconds(1)) }
    }

    /// Cancels what runs, over a connection of its own, and returns when it has ended. Where that connection cannot be
    /// had, nothing is cancelled.
    public func cancel() async {
        guard connection.isRunning, !isCancelling else { return }
        isCancelling = true
        defer { isCancelling = false }
        let victim = connection
        var failures = 0
        var pause = Duration.milliseconds(1)
        // A server process that has not read the statement yet ignores the request, so one may not be enough.
        while failures < 2 {
            do {
                let control = try await controlConnection()
                guard victim.isRunning else { return }
                _ = try await control.run(
                    Statement("select pg_cancel_backend($1)", parameters: ["\(victim.backendPID)"]))
                await loop.sleep(for: pause)
                guard victim.isRunning else { return }
                pause = min(pause * 2, .seconds(1))
            } catch {
                // It may have been lost since it was used last: a new one gets one attempt.
                failures += 1
                control?.close()
                control = nil
            }
        }
    }

    /// Replaces the connection by a new one.
    public func reconnect() async throws {
        connection.close()
        connection = try await Connection.open(target, on: loop)
    }

    /// Closes both connections.
    public func close() {
        connection.close()
        control?.close()
    }

    private func controlConnection() async throws -> Connection {
        if let control, control.transactionStatus != .lost { return control }
        let opened = try await Connection.open(target, on: loop)
        control?.close()
        control = opened
        return opened
    }
}
