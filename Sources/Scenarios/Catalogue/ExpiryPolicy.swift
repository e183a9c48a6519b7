/// When deliveries may expire while choices are free.
public enum ExpiryPolicy: Sendable {
    /// Never: every worker is fast enough.
    case never
    /// Once the worker that holds the delivery has gone, or is done with it.
    case onceHolderHasGone
    /// At any time: any worker may stall.
    case anyTime
}
