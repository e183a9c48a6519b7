import TestSupport
import Testing

@testable import Processes

@Suite(.ownTime) struct ReservedPortTests {
    @Test("Ports that are reserved differ, and nothing listens there")
    func differ() throws {
        let ports = try (0..<20).map { _ in try ReservedPort() }
        #expect(Set(ports.map(\.number)).count == 20)
        for port in ports { #expect(LoopbackSocket(to: port.number) == nil) }
    }

    @Test("A connection to a port that is listened on is taken there, and carries bytes both ways")
    func connects() throws {
        let listener = try LoopbackListener()
        let client = try #require(LoopbackSocket(to: listener.port))
        let server = try #require(listener.accept())
        client.write([1, 2, 3])
        #expect(server.read() == .bytes([1, 2, 3]))
        server.write([4])
        server.finish()
        #expect(client.read() == .bytes([4]))
        #expect(client.read() == .end)
    }
}
