import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Programs that are not the same from run to run: which step differed is said, and how.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg"))
struct ProgramDifferenceTests {
    private func result(
        _ script: String, _ scenario: String, change: @escaping @Sendable (inout VerificationSettings) -> Void
    ) async throws -> CellResult {
        try await ProgramFolder.with(script) { strategy in
            try await TestServer.verify(strategy, in: scenario, schedules: 60, settings: change)
        }
    }

    @Test("What --check-determinism finds is told with the step that differed, and how")
    func checked() async throws {
        let script = ProgramFolder.loop(
            """
            if len(seen) > 4:
                connection.execute('delete from stripe.subscriptions where false')
            seen.append(message)
            upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            """, start: "seen = []")
        let found = try await result(script, "in-order") { $0.checksDeterminism = true }
        #expect(found.verdict == .inconclusive)
        let because = try #require(found.because)
        #expect(
            because.hasPrefix("schedule 1, run twice, gave two different histories: step ")
                || because.hasPrefix("schedule 2, run twice, gave two different histories: step "), "\(because)")
        #expect(because.contains("delete from stripe.subscriptions where false"), "\(because)")
        #expect(because.contains("the second time programs were started anew"), "\(because)")
    }

    @Test("Of a failure that kept programs alone have, it is said which step was another with fresh ones", .nightly)
    func remembered() async throws {
        let script = ProgramFolder.loop(
            """
            seen.append(message)
            upsert(connection, record, GUARD if len(seen) < 8 else '')
            call('ack', ack_ids=[message['ack_id']])
            """, start: "seen = []")
        let found = try await result(script, "ack-wait-race") { _ in }
        #expect(found.verdict == .inconclusive)
        let because = try #require(found.because)
        #expect(because.contains("what they remember of earlier schedules matters: step "), "\(because)")
        // Without the guard it is another statement.
        #expect(because.contains(": insert into stripe.subscriptions (id"), "\(because)")
        #expect(because.contains(", and not possible the second time; "), "\(because)")
    }

    @Test("What came of a step that was another with fresh programs is told", .nightly)
    func otherwise() async throws {
        let script = ProgramFolder.loop(
            """
            seen.append(message)
            connection.execute('select id from stripe.subscriptions limit %s', [0 if len(seen) < 9 else 1])
            upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            """, start: "seen = []")
        let found = try await result(script, "in-order") { $0.checksDeterminism = true }
        #expect(found.verdict == .inconclusive)
        let because = try #require(found.because)
        #expect(because.contains(" was 'worker 1: select id from"), "\(because)")
        #expect(because.contains(")' (worker 1 finished SELECT 1, at 0.0 s), and the second time "), "\(because)")
    }
}
