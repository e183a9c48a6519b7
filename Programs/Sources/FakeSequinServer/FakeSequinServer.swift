import HTTPServing
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import NIOSSL
import OrderedCollections
import Sequin
public import ServiceLifecycle

/// How the server listens.
public struct ServerSettings: Sendable {
    /// The address to bind to.
    public var host: String
    /// The port; 0 takes a free one.
    public var port: Int
    /// What every request must bring but that for the page, and those to streams over loopback; not empty. Nil where none
    /// is wanted.
    public var token: String?
    /// The longest request body, in bytes.
    public var bodyLimit: Int
    /// Certificate and key, where it is to speak TLS.
    public var tls: TLSConfiguration?

    /// Creates settings: loopback, and the body limit of Sequin's own server.
    public init(
        host: String = "127.0.0.1", port: Int = 7376, token: String?, bodyLimit: Int = 8_000_000,
        tls: TLSConfiguration? = nil
    ) {
        self.host = host
        self.port = port
        self.token = token
        self.bodyLimit = bodyLimit
        self.tls = tls
    }

    /// Whether only programs of this machine reach it.
    public var isLoopback: Bool { ["::1", "localhost"].contains(host) || host.hasPrefix("127.") }
}

/// The HTTP server: Sequin's routes for workers, SQS's API, a control API for tests, and a page for people.
public struct FakeSequinServer: Service {
    private let application: Application<RouterResponder<ServerContext>>

    /// Creates a server that listens once ``run()`` is called.
    ///
    /// - Parameters:
    ///   - broker: What it serves.
    ///   - settings: How it listens.
    ///   - onListening: Is told the port.
    /// - Throws: If the page is missing from the program's resources.
    public init(
        _ broker: Broker, _ settings: ServerSettings, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws {
        let router = Router(context: ServerContext.self)
        router.add(middleware: ErrorMiddleware(bodyLimit: settings.bodyLimit))
        try PageRoutes().add(to: router)
        router.get("/health") { _, _ in Response.json(.object(["ok": .bool(true)])) }
        let check = TokenCheck(settings)
        SQSRoutes(
            queues: broker.queues, token: settings.token, bodyLimit: settings.bodyLimit, isSecure: settings.tls != nil
        ).add(to: router)
        WorkerRoutes(broker: broker, bodyLimit: settings.bodyLimit, tokenCheck: check).add(to: router.group())
        ControlRoutes(broker: broker, bodyLimit: settings.bodyLimit).add(to: router.group().add(middleware: check))

        application = Application(
            router: router,
            // Longer than the longest poll: only a client that has gone silent is cut off.
            server: .sturdyHTTP1(idleTimeout: .seconds(360), tls: settings.tls),
            configuration: .init(address: .hostname(settings.host, port: settings.port), serverName: "fake-sequin"),
            onServerRunning: { await onListening($0.localAddress?.port ?? settings.port) }, logger: logger)
    }

    /// Serves until it is shut down; calls under way are answered first, and polls that wait are ended.
    public func run() async throws { try await application.run() }
}
