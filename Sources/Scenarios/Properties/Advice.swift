/// What to try about a failure, by its cause.
public struct Advice: Hashable, Sendable, Codable {
    /// The cause, by name.
    public let cause: String
    /// What happened, as far as it is the cause, and what to do about it, in a sentence without an end.
    public let text: String
}
