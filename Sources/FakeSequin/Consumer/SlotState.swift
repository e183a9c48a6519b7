/// The state of a slot, or of a message.
public enum SlotState: String, Hashable, Sendable, Codable {
    /// Waits to be handed out.
    case available
    /// Handed out, its latest version.
    case delivered
    /// Handed out, and changed since: the newer version is withheld until the delivery ends.
    case pendingRedelivery
}
