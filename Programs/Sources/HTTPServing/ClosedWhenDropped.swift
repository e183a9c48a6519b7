import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// Connections of a kind; those that are dropped before they were handled are closed.
///
/// A server that shuts down has connections that it accepted and will not serve: the accepting channel drops those whose
/// set-up ends after it was closed, and its stream those that are waiting when its reader is cancelled. A
/// `NIOAsyncChannel` that is dropped unfinished ends the process, and its socket would stay open.
struct ClosedWhenDropped<Base: ServerChildChannel, Inbound: Sendable, Outbound: Sendable>: ServerChildChannel
where Base.Value == NIOAsyncChannel<Inbound, Outbound> {
    /// A connection that was accepted.
    final class Value: ServerChildChannelValue {
        fileprivate let connection: NIOAsyncChannel<Inbound, Outbound>
        fileprivate let isHandled = Atomic(false)

        var channel: any Channel { connection.channel }

        fileprivate init(_ connection: NIOAsyncChannel<Inbound, Outbound>) { self.connection = connection }

        deinit {
            guard !isHandled.load(ordering: .acquiring) else { return }
            Task { [connection] in try? await connection.executeThenClose { _, _ in } }
        }
    }

    private let base: Base

    init(_ base: Base) { self.base = base }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        base.setup(channel: channel, logger: logger).map(Value.init)
    }

    func handle(value: Value, logger: Logger) async {
        value.isHandled.store(true, ordering: .releasing)
        await base.handle(value: value.connection, logger: logger)
    }
}
