/// What a connection is told at its start.
package struct WireSettings: Sendable {
    /// The password that a client must know; this run's own.
    package var password: String
    /// Whether a statement is bookkeeping besides those that always are; asked with its ``StatementName``.
    package var isBookkeeping: @Sendable (String) -> Bool
    /// How many bytes one step's messages may have together, and the data of one COPY; more is refused. The server
    /// takes a gigabyte.
    package var requestLimit = 64 << 20
    /// How many bytes of a step's answers are kept until it has ended. What comes behind them, and they, go to the
    /// client at once.
    package var answerLimit = 8 << 20

    /// Creates settings.
    package init(password: String, isBookkeeping: @escaping @Sendable (String) -> Bool = { _ in false }) {
        self.password = password
        self.isBookkeeping = isBookkeeping
    }
}
