import HTTPServing
import HTTPTypes
import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle
public import SyncerService

/// Serves `/metrics` for Prometheus, and `/health`.
public struct MetricsServer: Service {
    private let application: Application<RouterResponder<BasicRequestContext>>

    /// Creates a server that listens once ``run()`` is called.
    ///
    /// - Parameters:
    ///   - registry: What it serves.
    ///   - host: The address; loopback unless given.
    ///   - port: The port; 0 takes a free one.
    ///   - onListening: Is told the port.
    public init(
        _ registry: PrometheusRegistry, host: String = "127.0.0.1", port: Int, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        let router = Router()
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text)))
        }
        router.get("/health") { _, _ in "ok\n" }
        application = Application(
            router: router, server: .sturdyHTTP1(idleTimeout: .seconds(120)),
            configuration: .init(address: .hostname(host, port: port)),
            onServerRunning: { await onListening($0.localAddress?.port ?? port) }, logger: logger)
    }

    /// Serves until it is shut down.
    public func run() async throws { try await application.run() }
}
