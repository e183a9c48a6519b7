import TestSupport
import Testing

@testable import PostgresWire

/// What takes a transaction's snapshot before anything has run.
@Suite(.ownTime) struct SnapshotTests {
    private var connection = WireConnection.open()
    private let sql = "select a from t where id = $1"

    @Test("The first Parse of a transaction is held, and its Execute is the same step")
    mutating func parse() {
        connection.begin()
        let parse = Client.parse(sql, "s") + Client.describe(statement: "s") + Client.sync
        let step = HeldStep(kind: .parse, statements: [HeldStatement(sql: sql)])
        #expect(connection.fromClient(parse) == [.holds(step)])
        #expect(step.isChoice)
        #expect(connection.release() == [.toServer(parse)])
        let answer = Server.parsed + Server.noData + Server.ready(.open)
        #expect(connection.fromServer(answer) == [.ended(StepResult(transaction: .open)), .toClient(answer)])

        let execute = Client.bind("s", [[0x31]]) + Client.execute() + Client.sync
        let held = connection.fromClient(execute).held
        #expect(held?.continuesStep == true)
        #expect(held?.isChoice == false)
        _ = connection.release()
        _ = connection.fromServer(Server.bound + Server.done("SELECT 0") + Server.ready(.open))
        #expect(connection.fromClient(execute).held?.isChoice == true)
    }

    @Test("A second Parse passes, and so does one of another statement's, of bookkeeping, or outside a transaction")
    mutating func others() {
        let parse = Client.parse(sql) + Client.sync
        let passes: [WireAction] = [.toServer(parse)]
        #expect(connection.fromClient(parse) == passes)
        _ = connection.fromServer(Server.parsed + Server.ready())

        connection.begin()
        let look = Client.parse("select oid from pg_type") + Client.sync
        #expect(connection.fromClient(look) == [.toServer(look)])
        _ = connection.fromServer(Server.parsed + Server.ready(.open))
        #expect(connection.fromClient(parse).held?.kind == .parse)
        _ = connection.release()
        _ = connection.fromServer(Server.parsed + Server.ready(.open))
        #expect(connection.fromClient(parse) == passes)
        _ = connection.fromServer(Server.parsed + Server.ready(.open))
        // Another statement than the one whose Parse was held is a step of its own.
        let other = Client.parse("delete from t") + Client.bind() + Client.execute() + Client.sync
        #expect(connection.fromClient(other).held?.isChoice == true)
    }

    @Test("A statement that ran first has taken it")
    mutating func hasWorked() {
        connection.begin()
        _ = connection.fromClient(Client.query("delete from t"))
        _ = connection.release()
        _ = connection.fromServer(Server.done("DELETE 0") + Server.ready(.open))
        let parse = Client.parse(sql) + Client.sync
        #expect(connection.fromClient(parse) == [.toServer(parse)])
    }

    @Test("A Bind without an Execute is held where its portal lives on")
    mutating func bind() {
        let request = Client.parse(sql) + Client.bind("", [[0x31]])
        let statement = HeldStatement(sql: sql, parameters: [WireParameter(bytes: [0x31], isBinary: false)])
        #expect(
            connection.fromClient(request + Client.flush) == [.holds(HeldStep(kind: .bind, statements: [statement]))])
        #expect(connection.release() == [.toServer(request + Client.flush)])
        let answer = Server.parsed + Server.bound
        #expect(connection.fromServer(answer) == [.ended(StepResult()), .toClient(answer)])
        let step = connection.fromClient(Client.execute() + Client.sync).held
        #expect(step == HeldStep(kind: .statements, statements: [statement]))

        var other = WireConnection.open()
        #expect(other.fromClient(request + Client.sync) == [.toServer(request + Client.sync)])
        _ = other.fromServer(Server.parsed + Server.bound + Server.ready())
        other.begin()
        #expect(other.fromClient(request + Client.sync).held?.kind == .bind)
    }

    @Test("The end of a transaction that ran only bookkeeping is no choice")
    mutating func ends() {
        connection.begin()
        _ = connection.fromClient(Client.query("show timezone"))
        _ = connection.release()
        _ = connection.fromServer(Server.done("SHOW") + Server.ready(.open))
        #expect(connection.fromClient(Client.query("commit")).held?.isChoice == false)
        _ = connection.release()
        _ = connection.fromServer(Server.done("COMMIT") + Server.ready())

        connection.begin()
        _ = connection.fromClient(Client.query("delete from t"))
        _ = connection.release()
        _ = connection.fromServer(Server.error("40001", "could not serialize") + Server.ready(.failed))
        #expect(connection.fromClient(Client.query("rollback")).held?.isChoice == true)
    }
}
