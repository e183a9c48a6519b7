import TestSupport
import Testing

@testable import Scenarios

/// What goes wrong in programs, and not in SQL, is found for the right reason.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg")) struct ProgramBugsTests {
    private func result(_ script: String, _ scenario: String, schedules: Int = 150) async throws -> CellResult {
        try await ProgramFolder.with(script) { strategy in
            try await TestServer.verify(strategy, in: scenario, schedules: schedules)
        }
    }

    @Test("A program that remembers ids and not versions drops what it has seen")
    func cache() async throws {
        let script = ProgramFolder.loop(
            """
            if record['id'] not in seen:
                upsert(connection, record, GUARD)
                seen.add(record['id'])
            call('ack', ack_ids=[message['ack_id']])
            """, start: "seen = set()")
        let found = try await result(script, "in-order")
        #expect(found.verdict == .violated, "\(found.because ?? "")")
        #expect(found.property == .convergence || found.property == .ackedIsDurable)
    }

    @Test("A program that acknowledges before it commits loses a delivery when it dies between")
    func ackBeforeCommit() async throws {
        let script = ProgramFolder.loop(
            """
            with connection.transaction():
                upsert(connection, record, GUARD)
                call('ack', ack_ids=[message['ack_id']])
            """)
        let found = try await result(script, "crash-before-commit")
        #expect(found.verdict == .violated, "\(found.because ?? "")")
        #expect(found.property == .ackedIsDurable)
    }

    @Test("A program that swallows errors acknowledges what it has not written")
    func swallows() async throws {
        let script = ProgramFolder.loop(
            """
            try:
                upsert(connection, record, GUARD)
            except psycopg.Error:
                pass
            call('ack', ack_ids=[message['ack_id']])
            """)
        let found = try await result(script, "unknown-commit")
        #expect(found.verdict == .violated, "\(found.because ?? "")")
        #expect(found.property == .ackedIsDurable)
    }

    @Test("A program that never commits is told of at its ack")
    func neverCommits() async throws {
        let script = ProgramFolder.loop(
            """
            connection.autocommit = False
            upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            """)
        let found = try await result(script, "in-order")
        #expect(found.verdict == .violated, "\(found.because ?? "")")
        #expect(found.property == .ackedIsDurable)
    }

    @Test(
        "A guarded program holds whatever befalls it",
        arguments: [
            "crash-before-commit", "unknown-commit", "frozen-worker", "duplicate-delivery", "overlapping-statements",
            "late-ack", "everything",
        ])
    func guarded(scenario: String) async throws {
        let found = try await result(ProgramFolder.guarded, scenario, schedules: scenario == "everything" ? 6 : 25)
        #expect(found.verdict == .sampled, "\(found.because ?? "")")
    }

    @Test("What a program's closed connection left open is rolled back")
    func closesConnections() async throws {
        let script = ProgramFolder.loop(
            """
            other = psycopg.connect(os.environ['DATABASE_URL'])
            upsert(other, record, GUARD)
            other.close()
            upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            """)
        let found = try await result(script, "in-order", schedules: 5)
        #expect(found.verdict == .sampled, "\(found.because ?? "")")
    }

    @Test("A program that ends by itself is started again, and holds")
    func endsByItself() async throws {
        let script = ProgramFolder.loop(
            """
            upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            raise SystemExit(1)
            """)
        let found = try await result(script, "in-order", schedules: 3)
        #expect(found.verdict == .sampled, "\(found.because ?? "")")
    }

    @Test(
        "What a program cannot do is skipped with its reason",
        arguments: [
            ("server-crash", "it kills Postgres"), ("late-nack", "the program never nacked"),
            ("batch-duplicates", "the program never held several deliveries"),
        ])
    func skipped(scenario: String, reason: String) async throws {
        let found = try await result(ProgramFolder.guarded, scenario, schedules: 5)
        #expect(found.verdict == .skipped)
        #expect(found.because?.contains(reason) == true, "\(found.because ?? "")")
    }
}
