/// What a worker does with a delivery that could not be applied.
public enum ErrorPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// Asks for it again at once.
    case nack
    /// Lets it expire.
    case leave
    /// Gives it up.
    case ack
}
