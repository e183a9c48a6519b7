import FakeSequin
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Programs that are asked to end while they are at work: SIGTERM.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg"))
struct ProgramTerminationTests {
    /// A loop that finishes what it holds when it is asked to end.
    static let finishing = ProgramFolder.loop(
        """
        upsert(connection, record, GUARD)
        call('ack', ack_ids=[message['ack_id']])
        if asked: raise SystemExit(0)
        """,
        start: """
            import signal
            asked = []
            signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
            """)

    /// A loop that takes no notice.
    private static let deaf = ProgramFolder.loop(
        "upsert(connection, record, GUARD)\ncall('ack', ack_ids=[message['ack_id']])",
        start: "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)")

    /// A loop with a thread that ends it when that is asked for, and tells of what it holds as if it were done.
    private static let hasty = ProgramFolder.loop(
        """
        held[:] = [message['ack_id']]
        upsert(connection, record, GUARD)
        held.clear()
        call('ack', ack_ids=[message['ack_id']])
        """,
        start: """
            import signal, threading
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
            held = []
            def end():
                signal.sigwait([signal.SIGTERM])
                if held: call('ack', ack_ids=held)
                os._exit(0)
            threading.Thread(target=end, daemon=True).start()
            """)

    @Test(
        "A program that ends at once, finishes its work, or takes no notice, holds",
        arguments: isNightly ? [ProgramFolder.guarded, finishing, deaf] : [finishing])
    func holds(script: String) async throws {
        try await ProgramFolder.with(script) { strategy in
            let found = try await TestServer.verify(strategy, in: "terminated-worker", schedules: isNightly ? 100 : 12)
            #expect(found.verdict == .sampled, "\(found.because ?? "")")
            #expect(found.hazards > 2)
        }
    }

    /// What becomes of a program that was asked to end while it writes, step by step.
    private func steps(_ script: String) async throws -> [Step] {
        try await ProgramFolder.with(script) { strategy in
            try await TestServer.run { server in
                try await server.withWorld(strategy, Catalogue.terminatedWorker) { world in
                    try await world.run("create A", "worker 1: receive A", "worker 1: terminate").steps
                }
            }
        }
    }

    @Test("A program may finish its work within its grace, and is started again once it has ended")
    func grace() async throws {
        let steps = try await steps(Self.finishing)
        #expect(!steps.contains { $0.choice.action == .endGrace })
        let end = try #require(steps.firstIndex { !$0.detail.programs.filter { $0.ending != nil }.isEmpty })
        #expect(steps[end].choice.action == .ack)
        #expect(steps[end].detail.programs.compactMap(\.ending) == ["ended with status 0"])
        #expect(steps[end].notes.contains { $0.kind == .crashed })
        #expect(!steps.contains { $0.notes.contains { $0.kind == .gaveUp } })
    }

    @Test("A program that takes no notice is killed once it has nothing else to do")
    func graceEnds() async throws {
        let steps = try await steps(Self.deaf)
        let actions = steps.map(\.choice.action)
        let ack = try #require(actions.firstIndex(of: .ack))
        let end = try #require(actions.firstIndex(of: .endGrace))
        #expect(ack < end)
        #expect(!steps.contains { $0.detail.programs.contains { $0.ending != nil } })
    }

    @Test("What a program acknowledges on its way out without having written it is found, and replays", .nightly)
    func hasty() async throws {
        try await ProgramFolder.with(Self.hasty) { strategy in
            let found = try await TestServer.verify(strategy, in: "crash-before-commit", schedules: 25)
            #expect(found.verdict == .sampled, "\(found.because ?? "")")
            let (cell, replayed) = try await TestServer.run { server in
                let cell = try await server.verify(strategy, ["terminated-worker"], schedules: 50)[0]
                let file = try #require(cell.failure?.file, "\(cell.result.because ?? "")")
                let replayed = try await server.withVerifier { verifier in
                    try await verifier.replay(
                        file, strategy: strategy, scenario: Catalogue.terminatedWorker, consumer: .fenced)
                }
                return (cell, replayed)
            }
            #expect(cell.result.verdict == .violated)
            #expect(cell.result.property == .ackedIsDurable)
            #expect(cell.failure?.file.choices.contains { $0.action == .terminate } == true)
            #expect(replayed.isIdentical)
        }
    }

    @Test("A worker that runs scripts is not asked to end: that is skipped with its reason")
    func scripts() async throws {
        let strategy = try BuiltInStrategies.load("guarded-upsert").strategy
        let found = try await TestServer.verify(strategy, in: "terminated-worker", schedules: 5)
        #expect(found.verdict == .skipped)
        #expect(found.because?.hasPrefix("it asks a program to end") == true, "\(found.because ?? "")")
    }
}
