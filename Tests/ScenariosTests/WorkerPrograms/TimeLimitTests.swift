import FakeSequin
import OrderedCollections
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Hard timeouts of programs under virtual time: that they hold the guide's race off, and not where the process was frozen
/// when they were due.
@Suite(.ownTime, .traced) struct TimeLimitTests {
    private static let schedules = isNightly ? 200 : 15

    /// Sees that an example does what its expect says, that its failure replays with fresh processes, and that schedules have
    /// the same histories with kept programs and with fresh ones.
    ///
    /// - Parameter isAlone: Whether the program has one thread. Of several, each is woken by what comes at one moment, and
    ///   which is first is chance: the connection that a timer closes, or the ack.
    private func expectLimit(_ language: WorkerLanguage, _ example: String, isAlone: Bool = true) async throws {
        try await language.with(try WorkerLanguage.files(example)) { strategy, expectations in
            #expect(strategy.command?.time == .virtual)
            #expect(expectations.expect["ack-wait-race"]?.map(\.verdict) == [.holds])
            let held = try await TestServer.verify(strategy, in: "ack-wait-race", schedules: Self.schedules)
            #expect(held.verdict == .sampled, "\(held.because ?? "")")
            if expectations.expect["frozen-worker"]?.first?.verdict == .violated {
                try await expectLoss(strategy, isAlone)
            } else {
                let held = try await TestServer.verify(strategy, in: "frozen-worker", schedules: Self.schedules)
                #expect(held.verdict == .sampled, "\(held.because ?? "")")
            }
        }
        if isAlone { try await language.expectDeterminism(example: example) }
    }

    private func expectLoss(_ strategy: Strategy, _ isAlone: Bool) async throws {
        try await TestServer.run { server in
            let cell = try await server.verify(strategy, ["frozen-worker"], worlds: 1, schedules: 200)[0]
            #expect(cell.result.verdict == .violated, "\(cell.result.because ?? "")")
            #expect(cell.result.property == .monotonicVersions)
            let file = try #require(cell.failure?.file)
            let scenario = try #require(Catalogue.scenario(named: "frozen-worker"))
            for _ in 0..<(isNightly ? 50 : 1) {
                let replayed = try await server.withVerifier { verifier in
                    try await verifier.replay(file, strategy: strategy, scenario: scenario, consumer: .fenced)
                }
                #expect(replayed.violation?.property == .monotonicVersions)
                if isAlone { #expect(replayed.isIdentical) }
            }
        }
    }

    @Test("Python: an alarm", .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg"))
    func alarm() async throws { try await expectLimit(.python, "python-limit") }

    @Test(
        "Python: a statement's limit", .nightly,
        .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg"))
    func statement() async throws { try await expectLimit(.python, "python-statement-limit") }

    @Test("Node: an AbortSignal", .nightly, .enabled(if: WorkerLanguage.nodeHasDriver, "there is no Node with pg"))
    func signal() async throws { try await expectLimit(.node, "node-limit") }

    @Test("Go: a context", .nightly, .enabled(if: WorkerLanguage.goHasDriver, "there is no Go with lib/pq"))
    func context() async throws { try await expectLimit(.go, "go-limit", isAlone: false) }

    @Test(
        "Java: a future's limit", .nightly, .enabled(if: WorkerLanguage.javaHasDriver, "there is no Java with pgjdbc"))
    func future() async throws { try await expectLimit(.java, "java-limit", isAlone: false) }
}
