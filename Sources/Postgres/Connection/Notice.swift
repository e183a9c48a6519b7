internal import CLibpq
internal import DequeModule

/// A message that the server sent beside a statement's result: a notice, a warning, a log line.
public struct Notice: Hashable, Sendable {
    /// The severity, never translated: `LOG`, `NOTICE`, `WARNING` and so on.
    public var severity: String
    /// The SQLSTATE; `00000` for most notices.
    public var sqlState: SQLState
    /// The primary message.
    public var message: String
    /// The detail line.
    public var detail: String?
    /// The function of the server's source that sent it, such as `ProcSleep`; nil if it is libpq's own.
    public var sourceFunction: String?

    /// Creates a notice.
    public init(
        severity: String, sqlState: SQLState, message: String, detail: String? = nil, sourceFunction: String? = nil
    ) {
        self.severity = severity
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.sourceFunction = sourceFunction
    }
}

/// What a connection reports while a statement runs, and at its end.
public enum Event: Sendable {
    /// A message came, in order with the results.
    case notice(Notice)
    /// The statement has ended, which is ReadyForQuery: the server has committed, or rolled back, or is gone.
    case finished(Result<QueryResult, PostgresError>)
}

/// The events that have come and have not been taken yet. libpq's notice receiver writes here too: a class so that C
/// can hold a pointer to it.
final class EventQueue {
    var events = Deque<Event>()
    /// The server's last words before it closes the connection.
    var fatal: PostgresError?

    private func receive(_ result: OpaquePointer) {
        noteLastWords(result)
        events.append(.notice(Notice(result)))
    }

    /// Remembers an error after which the server closes the connection. While no statement runs, libpq hands even
    /// that over as a notice.
    func noteLastWords(_ result: OpaquePointer) {
        guard let severity = ErrorField.severity.of(result), severity == "FATAL" || severity == "PANIC" else { return }
        fatal = PostgresError(result)
        fatal?.connectionLost = true
    }

    /// Makes libpq hand every notice of the connection to this queue, instead of writing it to standard error.
    func receiveNotices(of connection: OpaquePointer) {
        PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<EventQueue>.fromOpaque(context).takeUnretainedValue().receive(result)
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}

extension Notice {
    fileprivate init(_ result: OpaquePointer) {
        self.init(
            severity: ErrorField.severity.of(result) ?? "NOTICE",
            sqlState: SQLState(rawValue: ErrorField.sqlState.of(result) ?? "00000"),
            message: ErrorField.message.of(result) ?? PQresultErrorMessage(result).map { String(cString: $0) } ?? "",
            detail: ErrorField.detail.of(result), sourceFunction: ErrorField.sourceFunction.of(result))
    }
}
