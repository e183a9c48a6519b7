import Postgres

extension PostgresError {
    /// The setting of its own by which a session's statement, or the session, was ended, since so much real time had passed;
    /// nil if it was none.
    var struckTimeout: String? {
        switch sqlState.rawValue {
        case "25P03": "idle_in_transaction_session_timeout"
        case "25P04": "transaction_timeout"
        case "57P05": "idle_session_timeout"
        case "57014" where message.contains("statement timeout"): "statement_timeout"
        case "55P03" where message.contains("lock timeout"): "lock_timeout"
        default: nil
        }
    }
}
