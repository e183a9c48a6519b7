internal import CLibpq

extension PostgresError {
    /// The error of a failed result.
    init(_ result: OpaquePointer) {
        self.init(
            sqlState: ErrorField.sqlState.of(result).map(SQLState.init(rawValue:)) ?? .connectionFailure,
            message: ErrorField.message.of(result)
                ?? firstLine(PQresultErrorMessage(result), otherwise: "the server sent an error without a message"),
            detail: ErrorField.detail.of(result), hint: ErrorField.hint.of(result),
            position: ErrorField.position.of(result).flatMap { Int($0) })
        column = ErrorField.column.of(result)
        constraint = ErrorField.constraint.of(result)
        isRaised = ErrorField.sourceFunction.of(result) == "exec_stmt_raise"
    }

    /// The loss of a connection, in libpq's words where it has any.
    static func lost(_ connection: OpaquePointer?) -> PostgresError {
        PostgresError(
            sqlState: .connectionFailure,
            message: firstLine(connection.flatMap { PQerrorMessage($0) }, otherwise: "the connection is closed"),
            connectionLost: true)
    }
}

extension QueryResult {
    /// Copies a result that succeeded out of libpq.
    init(_ result: OpaquePointer) {
        self.init(tag: PQcmdStatus(result).map { String(cString: $0) } ?? "")
        let width = PQnfields(result)
        guard width > 0 else { return }
        columns = (0..<width).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
        rows = (0..<PQntuples(result)).map { row in
            (0..<width).map { column in
                guard PQgetisnull(result, row, column) == 0 else { return nil }
                let bytes = UnsafeRawBufferPointer(
                    start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
                return String(decoding: bytes, as: UTF8.self)
            }
        }
    }
}

/// libpq's messages end in newlines and explain themselves on further lines; the first one is the message.
private func firstLine(_ text: UnsafePointer<CChar>?, otherwise fallback: String) -> String {
    let line = text.map { String(cString: $0) }?.split(whereSeparator: \.isNewline).first
    return line.map(String.init) ?? fallback
}
