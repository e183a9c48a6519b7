/// What a nack did.
public struct NackOutcome: Hashable, Sendable {
    /// Why it was ignored; nil if it was accepted.
    public var ignored: IgnoredReason?
    /// The record that the id names; nil if the consumer no longer knows.
    public var recordID: String?
    /// The version that was handed out last under this id.
    public var handedOut: Int64?
    /// Whether the record was set aside as dead, since `maxDeliver` deliveries have failed.
    public var isDead = false

    /// Whether the consumer did something.
    public var isAccepted: Bool { ignored == nil }
}
