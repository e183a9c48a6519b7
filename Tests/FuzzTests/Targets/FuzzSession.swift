import Postgres

/// A session that answers as the bytes say: rows, nulls, errors.
///
/// Used by one task.
final class FuzzSession: Session, @unchecked Sendable {
    private let bytes: [UInt8]
    private(set) var statements: [Statement] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var transactionStatus: TransactionStatus { .idle }

    func run(_ statement: Statement) async throws -> QueryResult {
        statements.append(statement)
        let byte = bytes[(statements.count * 7) % bytes.count]
        if byte == UInt8(ascii: "!") { throw PostgresError(sqlState: "22012", message: "division by zero") }
        let row: [String?] = [byte % 5 == 0 ? nil : String(decoding: bytes.prefix(Int(byte % 8)), as: UTF8.self), "t"]
        let columns = ["a", String(decoding: bytes.suffix(Int(byte % 4)), as: UTF8.self)]
        return QueryResult(tag: "SELECT", columns: columns, rows: Array(repeating: row, count: Int(byte % 4)))
    }

    func cancel() async {}
    func reconnect() async throws {}
}
