import TestSupport
import Testing

@testable import PostgresWire

/// Errors, and what is left when one side goes.
@Suite(.ownTime) struct EndingTests {
    private var connection = WireConnection.open()
    private let update = Client.parse("update t set a = 1", "s") + Client.bind("s") + Client.execute()

    @Test("Behind an error everything passes up to the Sync, and no step is made of it")
    mutating func skips() {
        _ = connection.fromClient(update + update + Client.sync)
        _ = connection.release()
        let error = Server.parsed + Server.bound + Server.error("40P01", "deadlock detected")
        let problem = WireProblem(sqlState: "40P01", message: "deadlock detected")
        #expect(
            connection.fromServer(error) == [
                .ended(StepResult(problem: problem)), .toClient(error), .toServer(update + Client.sync),
            ])
        #expect(connection.fromServer(Server.ready()) == [.toClient(Server.ready())])
        #expect(connection.fromClient(Client.query("select a from t")).held != nil)
    }

    @Test("What is skipped before its Sync has come passes as well")
    mutating func skipsInParts() {
        _ = connection.fromClient(update + Client.flush)
        _ = connection.release()
        _ = connection.fromServer(Server.error("23505", "duplicate key"))
        #expect(connection.fromClient(update) == [.toServer(update)])
        #expect(connection.fromClient(Client.sync) == [.toServer(Client.sync)])
        #expect(connection.awaitsServer)
    }

    @Test("An error of a request with its Sync skips nothing that follows")
    mutating func errorBeforeSync() {
        _ = connection.fromClient(update + Client.sync)
        _ = connection.release()
        #expect(connection.fromServer(Server.error("23505", "duplicate key")) == [])
        let actions = connection.fromServer(Server.ready())
        #expect(actions.first == .ended(StepResult(problem: WireProblem(sqlState: "23505", message: "duplicate key"))))
        #expect(connection.fromClient(update + Client.sync).held != nil)
    }

    @Test("In a transaction an error without a Sync leaves it failed")
    mutating func failed() {
        connection.begin()
        _ = connection.fromClient(update + Client.flush)
        _ = connection.release()
        guard case .ended(let result)? = connection.fromServer(Server.error("23505", "duplicate key")).first else {
            Issue.record("it has not ended")
            return
        }
        #expect(result.transaction == .failed)
        #expect(!result.awaitsSync)
    }

    @Test("A name whose Parse failed means what it meant before")
    mutating func names() {
        _ = connection.fromClient(Client.parse("select a from t", "s") + Client.sync)
        _ = connection.fromServer(Server.parsed + Server.ready())
        _ = connection.fromClient(Client.parse("select b from t", "s") + Client.sync)
        _ = connection.fromServer(Server.error("42P05", "prepared statement \"s\" already exists") + Server.ready())
        #expect(
            connection.fromClient(Client.bind("s") + Client.execute() + Client.sync).held?.name == "select a from t")
    }

    @Test("A client that goes has its held step dropped, and its session ended")
    mutating func goes() throws {
        let held = try #require(connection.fromClient(Client.query("delete from t")).held)
        #expect(connection.clientClosed() == [.drops(held), .closesServer])
        #expect(connection.clientClosed() == [])
        #expect(connection.fromClient(Client.query("select 1")) == [])
        #expect(connection.serverClosed() == [])
    }

    @Test("What runs goes on without the client to its end", arguments: [true, false])
    func goesOn(says: Bool) {
        var connection = connection
        _ = connection.fromClient(Client.query("delete from t"))
        _ = connection.release()
        if says {
            #expect(connection.fromClient(Client.terminate) == [.closesClient])
        } else {
            #expect(connection.clientClosed() == [])
        }
        #expect(connection.running != nil)
        let notice = WireNotice(severity: "LOG", sqlState: "00000", message: "process 1 acquired ShareLock")
        #expect(connection.fromServer(Server.notice("LOG", notice.message)) == [.notice(notice)])
        #expect(
            connection.fromServer(Server.done("DELETE 1") + Server.ready())
                == [.ended(StepResult(tags: ["DELETE 1"])), .closesServer])
    }

    @Test("A client that ends its connection does not wait for what it has asked before")
    mutating func terminates() throws {
        let held = try #require(connection.fromClient(Client.query("delete from t")).held)
        #expect(connection.fromClient(Client.terminate) == [.closesClient, .drops(held), .closesServer])
    }

    @Test("An idle client that ends its connection ends the session")
    mutating func terminatesIdle() {
        #expect(connection.fromClient(Client.terminate) == [.closesClient, .closesServer])
    }

    @Test("A session that is ended while a step runs says why, and leaves it unknown")
    mutating func fatal() {
        _ = connection.fromClient(Client.query("delete from t"))
        _ = connection.release()
        let error = Server.error("57P01", "terminating connection", severity: "FATAL")
        #expect(connection.fromServer(error) == [])
        let problem = WireProblem(sqlState: "57P01", message: "terminating connection", endsSession: true)
        #expect(
            connection.serverClosed()
                == [.ended(StepResult(end: .lost, problem: problem)), .toClient(error), .closesClient])
    }

    @Test("What ended an idle session is why the step behind it is lost")
    mutating func lostBeforeItsStep() {
        _ = connection.fromServer(Server.error("25P03", "terminating connection", severity: "FATAL"))
        _ = connection.fromClient(Client.query("commit; select 1 from t"))
        _ = connection.release()
        let problem = WireProblem(sqlState: "25P03", message: "terminating connection", endsSession: true)
        #expect(connection.serverClosed().first == .ended(StepResult(end: .lost, problem: problem)))
    }

    @Test("One that is ended while idle tells the client at once, and drops what is held")
    mutating func fatalIdle() throws {
        let held = try #require(connection.fromClient(Client.query("delete from t")).held)
        let error = Server.error("57P01", "terminating connection", severity: "FATAL")
        #expect(connection.fromServer(error) == [.toClient(error)])
        #expect(connection.serverClosed() == [.drops(held), .closesClient])
        #expect(connection.clientClosed() == [])
    }

    @Test("Lines of the log are ours; notices and notifications are the client's, from the process that it knows")
    mutating func notices() {
        let log = WireNotice(severity: "LOG", sqlState: "00000", message: "process 1 still waiting for ShareLock")
        let warning = WireNotice(severity: "WARNING", sqlState: "00000", message: "there is no transaction")
        let bytes = Server.notice("WARNING", warning.message)
        #expect(
            connection.fromServer(Server.notice("LOG", log.message) + bytes)
                == [.notice(log), .notice(warning), .toClient(bytes)])
        let foreign = Server.notification(process: 1, "c")
        #expect(
            connection.fromServer(foreign) == [.notified(channel: "c", whileIdle: true), .toClient(foreign)])
        _ = connection.fromClient(Client.query("notify c"))
        _ = connection.release()
        let answer = connection.fromServer(
            Server.done("NOTIFY") + Server.notification(process: 4711, "c") + Server.ready())
        #expect(answer.first == .notified(channel: "c", whileIdle: false))
        #expect(answer.toClient == Server.done("NOTIFY") + Server.notification(process: 7, "c") + Server.ready())
    }

    @Test("What is no message is refused")
    mutating func malformed() {
        var server = connection
        #expect(
            connection.fromClient([0x51, 0, 0, 0, 1]).first
                == .refuses("the client sent a message with a length that none has"))
        #expect(
            server.fromClient([0x7A, 0, 0, 0, 4]).first == .refuses("the client sent a message of the unknown kind 122")
        )
        var lost = WireConnection.open()
        #expect(lost.fromServer([0x5A, 0xFF, 0, 0, 0]) == [.closesServer, .closesClient])
    }
}
