public import Sequin

/// What an ack did.
public struct AckOutcome: Hashable, Sendable {
    /// Why it was ignored; nil if it was accepted.
    public var ignored: IgnoredReason?
    /// The record that the id names; nil if the consumer no longer knows.
    public var recordID: String?
    /// The version that was handed out last under this id.
    ///
    /// Where an id is good for one delivery, or one message, that is what the caller holds. Where an id belongs to a slot,
    /// the caller may hold an older version: another one got this.
    public var handedOut: Int64?
    /// The versions that left the consumer, never to be handed out again.
    public var removed: [Int64] = []
    /// Other changes at lower offsets that leave a log with it, whether they were done or not.
    public var passed: [Record] = []

    /// Whether the consumer did something.
    public var isAccepted: Bool { ignored == nil }

    /// Whether the ack removed a newer version than the one its sender holds: a lost update, unless another worker
    /// that holds the newer one lives to write it.
    public func removesNewer(than held: Int64) -> Bool { removed.contains { $0 > held } }
}
