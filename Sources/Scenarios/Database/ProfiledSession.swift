import Postgres

/// A session that keeps what the profile's triggers tell.
///
/// Confined to its connection's event loop, which asserts it.
final class ProfiledSession: Session, @unchecked Sendable {
    let connection: Connection
    /// Each row that was about to be written, as JSON.
    var written: [String] = []

    init(_ connection: Connection) { self.connection = connection }

    var transactionStatus: TransactionStatus { connection.transactionStatus }

    func run(_ statement: Statement) async throws -> QueryResult {
        try connection.send(statement)
        while true {
            switch await connection.nextEvent() {
            case .notice(let notice):
                if notice.message.hasPrefix(WriteProfile.mark) {
                    written.append(String(notice.message.dropFirst(WriteProfile.mark.count)))
                }
            case .finished(let result): return try result.get()
            }
        }
    }

    func cancel() async {}

    func reconnect() async throws {}
}
