/// When a worker acknowledges a delivery.
public enum AckPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// Once it has been applied.
    case afterCommit = "after-commit"
    /// As soon as it was received: at most once, whatever the consumer promises.
    case beforeApply = "before-apply"
}
