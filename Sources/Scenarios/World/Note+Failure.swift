import Postgres

extension Note.Failure {
    /// What a worker met.
    init(_ error: any Error) {
        if let error = error as? PostgresError {
            self.init(sqlState: error.sqlState.rawValue, message: error.message)
        } else {
            self.init(sqlState: nil, message: "\(error)")
        }
    }
}
