internal import CLibpq

extension Connection {
    /// Ends a COPY from or to the client, which this connection does not do, without losing the connection.
    func refuseCopy(_ status: ExecStatusType) {
        let direction = status == PGRES_COPY_OUT ? "COPY … TO STDOUT" : "COPY … FROM STDIN"
        let error = PostgresError(
            sqlState: .featureNotSupported, message: "\(direction) is not supported: its data has nowhere to go")
        if case .pipeline = exchange {
            // libpq cannot leave COPY mode in a pipeline.
            noteError(error)
            fail(PostgresError(sqlState: error.sqlState, message: error.message, connectionLost: true))
            return close()
        }
        noteError(error)
        if status != PGRES_COPY_OUT {
            PQputCopyEnd(raw, "the client does not support COPY")
            flush()
        }
        isDrainingCopy = status != PGRES_COPY_IN
    }

    /// Throws away what COPY sends; false if more is to come.
    func drainCopy() -> Bool {
        while true {
            var row: UnsafeMutablePointer<CChar>?
            let length = PQgetCopyData(raw, &row, 1)
            PQfreemem(row)
            if length == 0 { return false }
            if length < 0 {
                isDrainingCopy = false
                return true
            }
        }
    }
}
