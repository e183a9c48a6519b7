import TestSupport
import Testing

@testable import PostgresWire

@Suite(.ownTime) struct LongMessageTests {
    private let limit = 10_000
    private var connection: WireConnection

    init() {
        var settings = WireSettings(password: "secret")
        settings.answerLimit = limit
        settings.requestLimit = 200_000
        connection = WireConnection.open(settings)
    }

    @Test("A row is passed on in pieces once the answers are too many to be kept")
    mutating func rows() {
        _ = connection.fromClient(Client.query("select a from t"))
        _ = connection.release()
        let row = MessageWriter.message(BackendKind.dataRow) { $0.add([UInt8](repeating: 1, count: 50_000)) }
        let bytes = row + row + Server.done("SELECT 2") + Server.ready()
        var (told, kept): ([UInt8], Int) = ([], 0)
        for start in stride(from: 0, to: bytes.count, by: 1000) {
            let actions = connection.fromServer(Array(bytes[start..<min(start + 1000, bytes.count)]))
            told += actions.toClient
            kept = max(kept, connection.exchange?.answers.count ?? 0)
        }
        let isPassed = told == bytes
        #expect(isPassed)
        #expect(kept <= limit)
        #expect(connection.running == nil)
    }

    @Test(
        "A long notice is understood by its beginning, and kept or passed on as a whole", arguments: ["LOG", "NOTICE"])
    func notices(severity: String) {
        var connection = connection
        let message = String(repeating: "x", count: 3 * BackendReader.headLimit)
        let bytes = Server.notice(severity, message)
        var actions: [WireAction] = []
        for start in stride(from: 0, to: bytes.count, by: 5000) {
            actions += connection.fromServer(Array(bytes[start..<min(start + 5000, bytes.count)]))
        }
        // Not as arrays: to show how they differ would take longer than anything else.
        let isPassed = actions.toClient == bytes
        #expect(isPassed == (severity != "LOG"))
        #expect(isPassed || actions.toClient.isEmpty)
        guard case .notice(let notice)? = actions.first else {
            Issue.record("there is no notice")
            return
        }
        #expect(notice.severity == severity)
        #expect(message.hasPrefix(notice.message))
    }

    @Test("A large parameter goes to the server as it came")
    mutating func parameters() {
        let value = [UInt8](repeating: 0x78, count: 100_000)
        let request =
            Client.parse("insert into t values ($1)") + Client.bind("", [value]) + Client.execute() + Client.sync
        let step = connection.fromClient(request).held
        let isUnchanged = step?.statements.first?.parameters.first?.bytes == value
        let isSent = connection.release().toServer == request
        #expect(isUnchanged && isSent)
    }

    @Test("One that is larger than a request may be is refused before it is read")
    mutating func tooLarge() {
        let head = [FrontendKind.query, 0x10, 0, 0, 0]
        #expect(
            connection.fromClient(head).contains(.refuses("the client's request is larger than 0 MB: send it in parts"))
        )
    }

    @Test("A client that sends on while a step runs is not read for ever")
    mutating func pressure() {
        let query = Client.query("delete from t")
        _ = connection.fromClient(query)
        #expect(connection.readsClient)
        _ = connection.fromClient((0...20_000).flatMap { _ in query })
        #expect(!connection.readsClient)
        #expect(connection.held != nil)
    }
}
