import TestSupport
import Testing

@testable import PostgresWire

/// What becomes of a client's requests: each row of the machine's table, with what goes where in bytes.
@Suite(.ownTime) struct StepTests {
    private var connection = WireConnection.open()

    private func statements(_ sql: String, _ values: [String] = []) -> HeldStep {
        let parameters = values.map { WireParameter(bytes: Array($0.utf8), isBinary: false) }
        return HeldStep(kind: .statements, statements: [HeldStatement(sql: sql, parameters: parameters)])
    }

    @Test("A query is one step, done at ReadyForQuery, its answers behind its end")
    mutating func query() {
        let query = Client.query("insert into t values (1); insert into t values (2)")
        let step = statements("insert into t values (1); insert into t values (2)")
        #expect(connection.fromClient(query) == [.holds(step)])
        #expect(connection.held == step)
        #expect(connection.release() == [.toServer(query)])
        #expect(connection.running == step)
        let done = Server.done("INSERT 0 1") + Server.done("INSERT 0 2")
        #expect(connection.fromServer(done) == [])
        #expect(connection.awaitsServer)
        let result = StepResult(tags: ["INSERT 0 1", "INSERT 0 2"])
        #expect(result.rows == 3)
        #expect(connection.fromServer(Server.ready()) == [.ended(result), .toClient(done + Server.ready())])
        #expect(!connection.awaitsServer)
    }

    @Test("Nothing is looked at until it is all there")
    mutating func terminators() {
        let request = Client.parse("update t set a = $1") + Client.bind("", [[0x35]]) + Client.execute()
        #expect(connection.fromClient(request) == [])
        for byte in Client.sync.dropLast() { #expect(connection.fromClient([byte]) == []) }
        #expect(connection.fromClient([Client.sync.last!]) == [.holds(statements("update t set a = $1", ["5"]))])
        #expect(connection.release() == [.toServer(request + Client.sync)])
    }

    @Test("Messages without an Execute pass, and so do their answers")
    mutating func preparation() {
        let request = Client.parse("select a from t", "s1") + Client.describe(statement: "s1") + Client.sync
        #expect(connection.fromClient(request) == [.toServer(request)])
        #expect(connection.awaitsServer)
        let execution = Client.bind("s1") + Client.execute() + Client.sync
        #expect(connection.fromClient(execution) == [])
        let answer = Server.parsed + Server.noData + Server.ready()
        let actions = connection.fromServer(answer)
        #expect(actions.toClient == answer)
        #expect(actions.held == statements("select a from t"))
    }

    @Test("A Flush is a terminator too: the answers are counted")
    mutating func flush() {
        let request = Client.parse("select a from t", "s1") + Client.describe(statement: "s1") + Client.flush
        #expect(connection.fromClient(request) == [.toServer(request)])
        #expect(connection.fromServer(Server.parsed) == [.toClient(Server.parsed)])
        #expect(connection.awaitsServer)
        #expect(connection.fromServer(Server.noData) == [.toClient(Server.noData)])
        #expect(!connection.awaitsServer)
        #expect(connection.fromClient(Client.flush) == [.toServer(Client.flush)])
        #expect(!connection.awaitsServer)
    }

    @Test("An answer counts once all of it has come")
    mutating func pieces() {
        let request = Client.describe(statement: "s1") + Client.flush
        _ = connection.fromClient(request)
        let description = MessageWriter.message(BackendKind.rowDescription) { $0.add([0, 0, 1, 2, 3]) }
        for byte in description.dropLast() {
            _ = connection.fromServer([byte])
            #expect(connection.awaitsServer)
        }
        #expect(connection.fromServer([3]) == [.toClient([3])])
        #expect(!connection.awaitsServer)
    }

    @Test("An Execute with a Flush is done with its own answer, and the Sync behind it is the commit")
    mutating func commitOfItsOwn() {
        let request = Client.parse("update t set a = 1") + Client.bind() + Client.execute() + Client.flush
        #expect(connection.fromClient(request).held == statements("update t set a = 1"))
        #expect(connection.release() == [.toServer(request)])
        let answer = Server.parsed + Server.bound + Server.done("UPDATE 1")
        #expect(
            connection.fromServer(answer)
                == [.ended(StepResult(tags: ["UPDATE 1"], awaitsSync: true)), .toClient(answer)])
        let commit = HeldStep(kind: .commit, statements: [HeldStatement(sql: "update t set a = 1")])
        #expect(connection.fromClient(Client.sync) == [.holds(commit)])
        #expect(connection.release() == [.toServer(Client.sync)])
        #expect(connection.fromServer(Server.ready()) == [.ended(StepResult()), .toClient(Server.ready())])
    }

    @Test("A Sync commits nothing where nothing was done, or inside a transaction")
    mutating func noCommit() {
        let look = Client.parse("select 1") + Client.bind() + Client.execute() + Client.flush
        #expect(connection.fromClient(look).held?.isBookkeeping == true)
        _ = connection.release()
        _ = connection.fromServer(Server.parsed + Server.bound + Server.done("SELECT 1"))
        #expect(connection.fromClient(Client.sync) == [.toServer(Client.sync)])
        _ = connection.fromServer(Server.ready())

        connection.begin()
        _ = connection.fromClient(
            Client.parse("delete from t") + Client.bind() + Client.execute() + Client.flush)
        _ = connection.release()
        let actions = connection.fromServer(Server.parsed + Server.bound + Server.done("DELETE 1"))
        #expect(actions.first == .ended(StepResult(tags: ["DELETE 1"], transaction: .open)))
        #expect(connection.fromClient(Client.sync) == [.toServer(Client.sync)])
    }

    @Test("A pipeline is cut into its statements by a Flush of ours")
    mutating func pipeline() {
        let first = Client.parse("update t set a = $1", "s") + Client.bind("s", [[0x31]]) + Client.execute()
        let second = Client.bind("s", [[0x32]]) + Client.execute()
        let end = Client.describe(portal: "") + Client.close(statement: "s") + Client.sync
        #expect(connection.fromClient(first + second + end).held == statements("update t set a = $1", ["1"]))
        #expect(connection.release() == [.toServer(first + Client.flush)])
        let answer = Server.parsed + Server.bound + Server.done("UPDATE 1")
        #expect(
            connection.fromServer(answer) == [
                .ended(StepResult(tags: ["UPDATE 1"], awaitsSync: true)), .toClient(answer),
                .holds(statements("update t set a = $1", ["2"])),
            ])
        #expect(connection.release() == [.toServer(second + end)])
        let rest = Server.bound + Server.done("UPDATE 0") + Server.noData + Server.closed
        #expect(connection.fromServer(rest) == [])
        #expect(
            connection.fromServer(Server.ready())
                == [.ended(StepResult(tags: ["UPDATE 0"])), .toClient(rest + Server.ready())])
    }

    @Test("A whole transaction in one pipeline: its block is known before ReadyForQuery tells")
    mutating func transactionInPipeline() {
        let parts = ["begin", "update t set a = 1", "commit"].map {
            Client.parse($0) + Client.bind() + Client.execute()
        }
        #expect(connection.fromClient(parts[0] + parts[1] + parts[2] + Client.sync).held?.isBookkeeping == true)
        _ = connection.release()
        let begun = connection.fromServer(Server.parsed + Server.bound + Server.done("BEGIN"))
        #expect(begun.first == .ended(StepResult(tags: ["BEGIN"], transaction: .open)))
        // What stands in one segment with its Execute is no step by itself.
        #expect(begun.held == statements("update t set a = 1"))
        _ = connection.release()
        let updated = connection.fromServer(Server.parsed + Server.bound + Server.done("UPDATE 1"))
        #expect(updated.first == .ended(StepResult(tags: ["UPDATE 1"], transaction: .open)))
        #expect(updated.held == statements("commit"))
        #expect(connection.release() == [.toServer(parts[2] + Client.sync)])
    }

    @Test("A query behind messages of the extended protocol is a step of its own")
    mutating func mixed() {
        let first = Client.parse("delete from t") + Client.bind() + Client.execute()
        #expect(connection.fromClient(first + Client.query("commit")).held == statements("delete from t"))
        #expect(connection.release() == [.toServer(first + Client.flush)])
        #expect(
            connection.fromServer(Server.parsed + Server.bound + Server.done("DELETE 1")).held == statements("commit"))
    }

    @Test("A portal with a limit gives its rows in steps")
    mutating func limits() {
        connection.begin()
        let open = Client.parse("select a from t for update", "s") + Client.bind("s", portal: "c")
        let step = statements("select a from t for update")
        #expect(
            connection.fromClient(open + Client.execute(portal: "c", limit: 1) + Client.flush).held == step)
        _ = connection.release()
        let rows = Server.parsed + Server.bound + Server.row + Server.suspended
        #expect(
            connection.fromServer(rows)
                == [.ended(StepResult(end: .suspended, transaction: .open)), .toClient(rows)])
        #expect(connection.fromClient(Client.execute(portal: "c", limit: 1) + Client.sync).held == step)
        _ = connection.release()
        let end = Server.row + Server.done("SELECT 1") + Server.ready(.open)
        #expect(connection.fromServer(end).first == .ended(StepResult(tags: ["SELECT 1"], transaction: .open)))
    }

    @Test("An error to messages that passed is told of, since no step ends with it")
    mutating func failedPreparation() {
        let request = Client.parse("select a from missing", "s1") + Client.describe(statement: "s1") + Client.sync
        _ = connection.fromClient(request)
        let answer = Server.error("42P01", "relation \"missing\" does not exist") + Server.ready()
        let problem = WireProblem(sqlState: "42P01", message: "relation \"missing\" does not exist")
        let actions = connection.fromServer(answer)
        #expect(actions.contains(.fails(problem)))
        #expect(actions.toClient == answer)
        // That of a step is its end's.
        _ = connection.fromClient(Client.query("select a from missing"))
        _ = connection.release()
        #expect(!connection.fromServer(answer).contains(.fails(problem)))
    }

    @Test("An empty statement ends too")
    mutating func empty() {
        #expect(connection.fromClient(Client.query("")).held?.isBookkeeping == true)
        _ = connection.release()
        #expect(connection.fromServer(Server.empty + Server.ready()).first == .ended(StepResult()))
        _ = connection.fromClient(Client.parse("") + Client.bind() + Client.execute() + Client.flush)
        _ = connection.release()
        #expect(connection.fromServer(Server.parsed + Server.bound + Server.empty).first != nil)
        #expect(!connection.awaitsServer)
    }

    @Test("The old fast path is a step")
    mutating func functionCall() {
        #expect(connection.fromClient(Client.functionCall) == [.holds(HeldStep(kind: .functionCall))])
        #expect(connection.release() == [.toServer(Client.functionCall)])
        let answer = MessageWriter.message(UInt8(ascii: "V")) { $0.add(Int32(-1)) } + Server.ready()
        #expect(connection.fromServer(answer) == [.ended(StepResult()), .toClient(answer)])
    }
}
