public import Postgres
public import Sequin

/// Where records go: how a delivery becomes SQL.
///
/// A strategy folder is one (``ScriptDestination``); any Swift code that runs SQL through a session can be another.
public protocol Destination: Sendable {
    /// Whether a whole batch is applied at once, by ``applyBatch(_:on:)``.
    var appliesBatches: Bool { get }

    /// Readies a new or reconnected session, before its first delivery.
    func open(_ session: any Session) async throws

    /// Writes one delivery. It is applied when this returns without error.
    func apply(_ delivery: Delivery, on session: any Session) async throws

    /// Writes a batch at once; called only where ``appliesBatches`` is true.
    func applyBatch(_ deliveries: [Delivery], on session: any Session) async throws
}

extension Destination {
    /// False: deliveries are applied one by one.
    public var appliesBatches: Bool { false }

    /// Does nothing.
    public func open(_ session: any Session) async throws {}

    /// Applies the deliveries one by one.
    public func applyBatch(_ deliveries: [Delivery], on session: any Session) async throws {
        for delivery in deliveries { try await apply(delivery, on: session) }
    }
}
