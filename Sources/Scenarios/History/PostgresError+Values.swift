import Postgres

extension PostgresError {
    /// Whether Postgres refused values as such: they do not fit a type, a check, or a column that takes no null. What a
    /// function raises on purpose is not that, and neither is a division by zero.
    var refusesValues: Bool {
        guard !isRaised, !connectionLost, sqlState != "22012" else { return false }
        return sqlState.rawValue.hasPrefix("22") || sqlState == "23502" || sqlState == "23514"
    }
}
