import OrderedCollections
import TestSupport
import Testing

@testable import PostgresWire

@Suite(.ownTime) struct StartupTests {
    private var connection = WireConnection(WireSettings(password: "secret"))
    private let startup = Client.startup([("user", "syncer"), ("database", "world"), ("application_name", "a b")])
    private let asksForPassword: [UInt8] = [0x52, 0, 0, 0, 8, 0, 0, 0, 3]
    private let server = OpenedServer(
        parameters: ["server_version": "15.18", "TimeZone": "UTC"],
        key: BackendKey(processID: 7, secret: Array(1...32)), processID: 4711)

    @Test("Encryption is declined, the password asked for, the session opened, and the client told of it")
    mutating func logsIn() {
        #expect(connection.fromClient(Client.packet(ProtocolVersion.sslRequest)) == [.toClient([0x4E])])
        #expect(connection.fromClient(Client.packet(ProtocolVersion.gssRequest)) == [.toClient([0x4E])])
        #expect(connection.fromClient(startup) == [.toClient(asksForPassword)])
        #expect(
            connection.fromClient(Client.password("secret")) == [
                .opensServer(
                    ClientStartup(user: "syncer", database: "world", settings: ["application_name": "a b"]))
            ])
        #expect(
            connection.opened(server) == [
                .toClient(
                    [0x52, 0, 0, 0, 8, 0, 0, 0, 0] + [0x53, 0, 0, 0, 25] + Array("server_version\u{0}15.18\u{0}".utf8)
                        + [0x53, 0, 0, 0, 17] + Array("TimeZone\u{0}UTC\u{0}".utf8)
                        + [0x4B, 0, 0, 0, 12, 0, 0, 0, 7, 1, 2, 3, 4] + [0x5A, 0, 0, 0, 5, 0x49])
            ])
        #expect(connection.key == BackendKey(processID: 7, secret: [1, 2, 3, 4]))
    }

    @Test("Byte by byte it is the same")
    mutating func bytes() {
        var actions: [WireAction] = []
        for byte in startup + Client.password("secret") { actions += connection.fromClient([byte]) }
        #expect(actions.count == 2)
        #expect(actions.first == .toClient(asksForPassword))
    }

    @Test("The database is the user's unless one is named")
    mutating func database() {
        let actions = connection.fromClient(Client.startup([("user", "a")]) + Client.password("secret"))
        #expect(actions.last == .opensServer(ClientStartup(user: "a", database: "a")))
    }

    @Test("A client of protocol 3.2 gets the long key, and one that asks for more is told what there is")
    mutating func longKeys() {
        _ = connection.fromClient(Client.startup([("user", "a")], version: 3 << 16 | 2) + Client.password("secret"))
        let greeting = connection.opened(server).toClient
        #expect(connection.key?.secret == Array(1...32))
        #expect(greeting.suffix(47).starts(with: [0x4B, 0, 0, 0, 40, 0, 0, 0, 7, 1, 2]))

        var newer = WireConnection(WireSettings(password: "secret"))
        let answer = newer.fromClient(Client.startup([("user", "a"), ("_pq_.more", "1")], version: 3 << 16 | 9))
        #expect(
            answer == [
                .toClient([0x76, 0, 0, 0, 22, 0, 3, 0, 2, 0, 0, 0, 1] + Array("_pq_.more\u{0}".utf8)),
                .toClient(asksForPassword),
            ])
    }

    @Test("A wrong password gets the server's own error, and no refusal: it may be a stranger's")
    mutating func wrongPassword() {
        _ = connection.fromClient(startup)
        let problem = WireProblem(
            sqlState: "28P01", message: "password authentication failed for user \"syncer\"", endsSession: true)
        #expect(
            connection.fromClient(Client.password("secreT"))
                == [.fails(problem), .toClient(MessageWriter.fatal(problem)), .closesClient])
        #expect(connection.fromClient(Client.password("secret")) == [])
        #expect(connection.clientClosed() == [])
    }

    @Test(
        "What is no start-up is turned away",
        arguments: [
            [0x16, 0x03, 0x01, 0x02, 0x00, 0x01] as [UInt8], Array("GET / HTTP/1.1\r\n\r\n".utf8), [0, 0, 0, 3],
            Client.packet(2 << 16), Client.startup([("database", "x")]),
        ])
    func strangers(bytes: [UInt8]) {
        var connection = connection
        let actions = connection.fromClient(bytes)
        #expect(actions.count == 2)
        #expect(actions.last == .closesClient)
        #expect(actions.toClient.first == BackendKind.errorResponse)
    }

    @Test("A replication connection is refused in a sentence")
    mutating func replication() {
        let actions = connection.fromClient(
            Client.startup([("user", "a"), ("replication", "database")]) + Client.password("secret"))
        #expect(
            actions.contains(
                .refuses("a replication connection cannot be scheduled: take deliveries from the consumer")))
        #expect(actions.last == .closesClient)
        var off = WireConnection(WireSettings(password: "secret"))
        #expect(
            off.fromClient(Client.startup([("user", "a"), ("replication", "off")]) + Client.password("secret")).count
                == 2)
    }

    @Test("A cancel request names its key, short or long, and is over", arguments: [4, 32])
    func cancels(length: UInt8) {
        var connection = connection
        let secret = Array(1...length)
        let packet = Client.packet(ProtocolVersion.cancelRequest) { writer in
            writer.add(Int32(7))
            writer.add(secret)
        }
        #expect(
            connection.fromClient(packet) == [.cancels(BackendKey(processID: 7, secret: secret)), .closesClient])
    }

    @Test("Where there is no session the client is told why; one that went meanwhile leaves none behind")
    mutating func refusedByServer() {
        _ = connection.fromClient(startup + Client.password("secret"))
        var gone = connection
        let problem = WireProblem(sqlState: "3D000", message: "database \"world\" does not exist", endsSession: true)
        #expect(connection.refuse(problem) == [.toClient(MessageWriter.fatal(problem)), .closesClient])

        #expect(gone.clientClosed() == [])
        #expect(gone.opened(server) == [.closesServer])
    }
}
