import TestSupport
import Testing

@testable import PostgresWire

@Suite(.ownTime) struct CopyTests {
    private var connection = WireConnection.open()
    private let copy = HeldStatement(sql: "copy t from stdin")
    private let data = Client.copyData("1\ta\n") + Client.copyData("2\tb\n")

    private mutating func begin() {
        _ = connection.fromClient(Client.query(copy.sql))
        _ = connection.release()
        #expect(
            connection.fromServer(Server.copyIn)
                == [.ended(StepResult(end: .awaitsCopyData)), .toClient(Server.copyIn)])
        #expect(!connection.awaitsServer)
    }

    private mutating func beginExtended() {
        _ = connection.fromClient(Client.parse(copy.sql) + Client.bind() + Client.execute() + Client.sync)
        _ = connection.release()
        #expect(
            connection.fromServer(Server.parsed + Server.bound + Server.copyIn).first
                == .ended(StepResult(end: .awaitsCopyData)))
    }

    @Test("A COPY's data is one step, when it is all there")
    mutating func ends() {
        begin()
        #expect(connection.fromClient(data) == [])
        let step = HeldStep(kind: .copyData, statements: [copy], copyData: Array("1\ta\n2\tb\n".utf8))
        #expect(connection.fromClient(Client.copyDone) == [.holds(step)])
        #expect(connection.release() == [.toServer(data + Client.copyDone)])
        let answer = Server.done("COPY 2") + Server.ready()
        #expect(connection.fromServer(answer) == [.ended(StepResult(tags: ["COPY 2"])), .toClient(answer)])
    }

    @Test("By the extended protocol the Sync belongs to it")
    mutating func extended() {
        beginExtended()
        #expect(connection.fromClient(data + Client.copyDone) == [])
        #expect(connection.fromClient(Client.sync).held?.kind == .copyData)
        #expect(connection.release() == [.toServer(data + Client.copyDone + Client.sync)])
        #expect(connection.fromServer(Server.done("COPY 2")) == [])
        #expect(connection.fromServer(Server.ready()).first == .ended(StepResult(tags: ["COPY 2"])))
    }

    @Test("A client that gives up its COPY makes a step too, and several in one query wait each for theirs")
    mutating func fails() {
        begin()
        #expect(connection.fromClient(data + Client.copyFail("no")).held?.kind == .copyData)
        _ = connection.release()
        #expect(
            connection.fromServer(Server.done("COPY 2") + Server.copyIn).first
                == .ended(StepResult(end: .awaitsCopyData, tags: ["COPY 2"])))
        #expect(connection.fromClient(Client.copyDone).held?.copyData == [])
    }

    @Test("A COPY that fails while it waits takes its data with it")
    mutating func failsEarly() {
        begin()
        _ = connection.fromClient(data + Client.copyDone)
        let error = Server.error("57014", "canceling statement due to user request")
        let actions = connection.fromServer(error + Server.ready())
        guard case .drops(let step)? = actions.dropFirst(2).first else {
            Issue.record("nothing was dropped: \(actions)")
            return
        }
        #expect(step.kind == .copyData)
        #expect(actions.toClient == error + Server.ready())
        #expect(connection.fromClient(Client.query("delete from t")).held?.name == "delete from t")
    }

    @Test("By the extended protocol what is left is skipped up to its Sync")
    mutating func failsEarlyExtended() {
        beginExtended()
        #expect(connection.fromServer(Server.error("57014", "cancelled")).held == nil)
        #expect(connection.fromClient(data) == [.toServer(data)])
        #expect(connection.fromClient(Client.copyDone + Client.sync).toServer == Client.copyDone + Client.sync)
        #expect(connection.awaitsServer)
        _ = connection.fromServer(Server.ready())
        #expect(connection.fromClient(Client.query("delete from t")).held != nil)
    }

    @Test("A message that is none of a COPY's goes to the server, which says so")
    mutating func foreign() {
        begin()
        let query = Client.query("select 1")
        #expect(connection.fromClient(query) == [.toServer(query)])
        let error = Server.error("08P01", "unexpected message type") + Server.ready()
        #expect(connection.fromServer(error).toClient == error)
        #expect(connection.fromClient(query).held != nil)
    }

    @Test("Data that is too much is refused, however it comes", arguments: [1, 1 << 10, 1 << 20])
    func bound(chunk: Int) {
        var settings = WireSettings(password: "secret")
        settings.requestLimit = 4096
        var connection = WireConnection.open(settings)
        _ = connection.fromClient(Client.query(copy.sql))
        _ = connection.release()
        _ = connection.fromServer(Server.copyIn)
        // With their kinds and lengths: 4 × (1019 + 5) bytes, and 5 more with the end.
        let bytes = (1...4).flatMap { _ in Client.copyData(String(repeating: "x", count: 1019)) } + Client.copyDone
        var actions: [WireAction] = []
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            actions += connection.fromClient(Array(bytes[start..<min(start + chunk, bytes.count)]))
        }
        #expect(actions.first == .refuses("the client's request is larger than 0 MB: send it in parts"))
        #expect(actions.suffix(2) == [.closesClient, .closesServer])
    }
}
