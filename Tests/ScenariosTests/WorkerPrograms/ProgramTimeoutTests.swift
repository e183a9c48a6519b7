import Glibc
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Timeouts that a program sets for its sessions, and that the server counts in real time, in which Converge holds what the
/// program does.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg"))
struct ProgramTimeoutTests {
    /// A guarded loop whose driver sets timeouts when it connects.
    private static func loop(_ settings: String) -> String {
        ProgramFolder.loop(
            """
            connection = connection if connection.info.options else psycopg.connect(
                os.environ['DATABASE_URL'], autocommit=True, options='\(settings)')
            upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            """)
    }

    /// Half a second of real time, in which nothing is decided.
    private static let pause = Move.meddle { _ in usleep(500_000) }

    private static let insert = "worker 1: insert into stripe.subscriptions (id, upstream_id, d… #050f (A)"

    private func run(_ script: String, _ moves: [Move]) async throws -> RunOutcome {
        try await ProgramFolder.with(script) { strategy in
            try await TestServer.run { server in
                try await server.withWorld(strategy, Catalogue.overlappingStatements) { try await $0.run(moves) }
            }
        }
    }

    private func trouble(_ script: String, _ moves: [Move]) async throws -> String {
        do {
            _ = try await run(script, moves)
            return "none"
        } catch let void as VoidRun {
            return void.isOfProgram ? void.failure.reason : "another: \(void.failure.reason)"
        }
    }

    @Test("The time for which a statement is held before it is sent is none of a timeout's")
    func held() async throws {
        let script = Self.loop("-c statement_timeout=300 -c lock_timeout=300")
        let outcome = try await run(script, ["create A", "worker 1: receive A", Self.pause, .choose(Self.insert)])
        #expect(outcome.violation == nil)
        #expect(outcome.steps.contains { $0.notes.contains { $0.kind == .applied } })
    }

    @Test("A statement_timeout that strikes inside a pause makes no verdict, and is named")
    func paused() async throws {
        let found = try await trouble(
            Self.loop("-c statement_timeout=300"),
            [
                "create A", "worker 1: receive A", .choose("\(Self.insert), pausing at row 1"), Self.pause,
                "worker 1: goes on with",
            ])
        #expect(found.hasPrefix("worker 1: its statement_timeout has struck, which counts real time"), "\(found)")
    }

    @Test("So does a lock_timeout that strikes while a statement waits for another, and is stopped meanwhile")
    func waiting() async throws {
        let script = Self.loop("-c lock_timeout=300").replacing(
            "upsert(connection, record, GUARD)",
            with: "with connection.transaction(): upsert(connection, record, GUARD)")
        let found = try await trouble(
            script,
            [
                "create A", "worker 1: receive A", .choose(Self.insert), "clock", "worker 2: receive A",
                .choose(Self.insert.replacing("worker 1", with: "worker 2")), Self.pause, "worker 1: COMMIT (A)",
            ])
        #expect(found.hasPrefix("worker 2: its lock_timeout has struck, which counts real time"), "\(found)")
    }
}
