import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Syncer

/// What of a script may be sent at once.
@Suite(.ownTime) struct TogetherTests {
    /// A session that writes down what it gets together.
    private final class GroupingSession: Session {
        private let state = Mutex<(groups: [[String]], isOpen: Bool)>(([], false))
        var groups: [[String]] { state.withLock(\.groups) }
        var transactionStatus: TransactionStatus { state.withLock(\.isOpen) ? .inTransaction : .idle }

        private func note(_ statements: [Statement]) {
            state.withLock { state in
                state.groups.append(statements.map(\.sql))
                for statement in statements {
                    if statement.sql == "begin" { state.isOpen = true }
                    if statement.sql == "commit" { state.isOpen = false }
                }
            }
        }

        func run(_ statement: Statement) async throws -> QueryResult {
            note([statement])
            return row(["v": "1"])
        }

        func runAll(_ statements: [Statement]) async throws { note(statements) }
        func cancel() async {}
        func reconnect() async throws {}
    }

    private func groups(_ script: String) async throws -> [[String]] {
        let session = GroupingSession()
        try await Script.parse(text: script, file: "upsert.sql").run(variables: Variables([:]), on: session)
        return session.groups
    }

    @Test("a transaction's statements go together, and what ends it by itself")
    func transaction() async throws {
        let groups = try await groups("begin; insert 1; update 2; commit;")
        #expect(groups == [["begin", "insert 1", "update 2"], ["commit"]])
    }

    @Test("statements that are transactions of their own stay apart")
    func outside() async throws {
        #expect(try await groups("insert 1; insert 2;") == [["insert 1"], ["insert 2"]])
        let after = try await groups("begin; insert 1; commit; insert 2; insert 3;")
        #expect(after == [["begin", "insert 1"], ["commit"], ["insert 2"], ["insert 3"]])
    }

    @Test("what is asked for its row is answered before the next is sent")
    func gset() async throws {
        let groups = try await groups("begin; select 1 \\gset\ninsert :v; update :v; commit;")
        #expect(groups == [["begin"], ["select 1"], ["insert 1", "update 1"], ["commit"]])
    }

    @Test("a branch decides before what comes behind it is sent")
    func branches() async throws {
        let groups = try await groups(
            "begin; insert 1;\n\\if true\nupdate 2; update 3;\n\\else\nupdate 4;\n\\endif\nupdate 5; commit;")
        #expect(groups == [["begin", "insert 1"], ["update 2", "update 3"], ["update 5"], ["commit"]])
    }

    @Test(
        "whatever may end a transaction, or begin the next, goes by itself",
        arguments: [
            "commit and chain", "rollback to savepoint s", "end", "rollback", "abort", "prepare transaction 'x'",
        ])
    func ends(statement: String) async throws {
        let groups = try await groups("begin; savepoint s; \(statement); commit;")
        #expect(groups[0] == ["begin", "savepoint s"])
        #expect(groups[1] == [statement])
    }
}
