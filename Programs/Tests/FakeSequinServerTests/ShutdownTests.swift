import FakeSequinServer
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import TestSupport
import Testing

/// Connections that come in while the server ends: each is closed, and the process lives.
@Suite struct ShutdownTests {
    enum Ending: CaseIterable {
        case graceful, cancelled
    }

    @Test(arguments: Ending.allCases, [false, true])
    func `a connection that comes in late is closed, and nothing else happens`(ending: Ending, isEncrypted: Bool)
        async throws
    {
        var tls: TLSConfiguration?
        if isEncrypted {
            let identity = try await TestCertificate.make()
            tls = .makeServerConfiguration(
                certificateChain: identity.chain.map { .certificate($0) }, privateKey: .privateKey(identity.key))
        }
        for _ in 0..<10 { try await end(by: ending, tls) }
    }

    private func end(by ending: Ending, _ tls: TLSConfiguration?) async throws {
        let (ports, port) = AsyncStream<Int>.makeStream()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = try FakeSequinServer(
            Broker(), ServerSettings(port: 0, token: "t", tls: tls), logger: logger
        ) { port.yield($0) }
        let service = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))
        let running = Task { try await service.run() }
        var iterator = ports.makeAsyncIterator()
        let found = try #require(await iterator.next())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await connect(to: found) } }
            group.addTask {
                try await Task.sleep(for: .milliseconds(5))
                switch ending {
                case .graceful: await service.triggerGracefulShutdown()
                case .cancelled: running.cancel()
                }
            }
            try await group.waitForAll()
        }
        _ = await running.result
    }

    /// Connects again and again until nobody listens; each connection must end.
    private func connect(to port: Int) async throws {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        var channels: [any Channel] = []
        while let channel = try? await bootstrap.connect(host: "127.0.0.1", port: port).get() {
            channels.append(channel)
        }
        for channel in channels {
            // One that the kernel accepted and the server never saw learns of its end only when it speaks.
            try? await channel.writeAndFlush(ByteBuffer(string: "GET"))
            try await channel.closeFuture.get()
        }
    }
}
