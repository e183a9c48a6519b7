import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What programs under virtual time do by the clock besides hard timeouts.
@Suite(.ownTime, .traced, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg"))
struct WorkerTimeTests {
    private func result(_ script: String, _ scenario: String, schedules: Int = 15) async throws -> CellResult {
        try await ProgramFolder.with(script, settings: "time: virtual\n") { strategy in
            try await TestServer.verify(strategy, in: scenario, schedules: schedules)
        }
    }

    private static let acknowledged = "upsert(connection, record, GUARD)\ncall('ack', ack_ids=[message['ack_id']])"

    @Test("Without a time limit the guide's race is lost, with a guard it is not", arguments: [true, false])
    func race(isGuarded: Bool) async throws {
        let script = isGuarded ? ProgramFolder.guarded : ProgramFolder.naive
        let found = try await result(script, "ack-wait-race", schedules: 100)
        #expect(found.verdict == (isGuarded ? .sampled : .violated), "\(found.because ?? "")")
    }

    @Test(
        "A program that pauses before it asks again, or tries again, goes on by the clock, in every scenario",
        arguments: ["in-order", "ack-wait-race"] + (isNightly ? ["crash-before-commit"] : []))
    func pauses(scenario: String) async throws {
        let script = ProgramFolder.loop(
            "time.sleep(20)\n\(Self.acknowledged)\ntime.sleep(3600)", start: "time.sleep(7200)")
        let found = try await result(script, scenario)
        #expect(found.verdict == .sampled, "\(found.because ?? "")")
    }

    @Test("A program that asks for deliveries every second holds, and comes to rest")
    func asksAgain() async throws {
        let script = ProgramFolder.loop(Self.acknowledged)
            .replacing(", wait_for=30000)['data']:", with: ")['data'] or time.sleep(1) or []:")
        let found = try await result(script, "ack-wait-race")
        #expect(found.verdict == .sampled, "\(found.because ?? "")")
    }

    @Test("What the clock says in the program is the schedule's time: a delivery is held for no longer than it may be")
    func clock() async throws {
        let script = ProgramFolder.loop(
            """
            begin = time.monotonic(), time.time()
            time.sleep(20)
            passed = time.monotonic() - begin[0], time.time() - begin[1]
            if not all(20 <= length < 20.2 for length in passed): raise SystemExit(str(passed))
            \(Self.acknowledged)
            """)
        let found = try await result(script, "in-order")
        #expect(found.verdict == .sampled, "\(found.because ?? "")")
    }
}
