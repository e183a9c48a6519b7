public import Sequin

/// A record that was set aside, since `maxDeliver` deliveries of it have failed.
public struct DeadRecord: Hashable, Sendable {
    /// The record as it was handed out last.
    public var record: Record
    /// How often it was handed out.
    public var deliverCount: Int
}
