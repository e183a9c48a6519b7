import Postgres
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Programs whose server is killed, and that must connect again.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg"))
struct ProgramServerCrashTests {
    private func cell(_ script: String) async throws -> CellOutcome {
        try await ProgramFolder.with(script) { strategy in
            try await TestServer.run { server in
                let options = ThrowawayCluster.Options(settings: ServerAccess.settingsForKilling)
                return try await ThrowawayCluster.with(options, on: server.loop) { cluster in
                    var settings = VerificationSettings()
                    (settings.schedules, settings.worlds) = (isNightly ? 80 : 40, 1)
                    let crash = ServerAccess.own(cluster, version: "15", runID: "crash", mayBeKilled: true)
                    let verifier = try await Verifier(
                        server: try server.access, crashServer: crash, loop: server.loop, settings: settings)
                    defer { verifier.close() }
                    var cells: [CellOutcome] = []
                    try await verifier.verify(strategy, scenarios: [Catalogue.serverCrash], cellsLeft: 1) {
                        cells.append($0)
                    }
                    return try #require(cells.first)
                }
            }
        }
    }

    @Test("A guarded program that connects again holds", .nightly)
    func holds() async throws {
        let found = try await cell(ProgramFolder.guarded)
        #expect(found.result.verdict == .sampled, "\(found.result.because ?? "")")
        #expect(found.result.hazards > 2)
    }

    @Test("A program whose commits do not wait for the disk loses what it has acknowledged", .nightly)
    func asynchronous() async throws {
        let script = ProgramFolder.loop(
            """
            connection.execute('set synchronous_commit = off')
            upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            """)
        let found = try await cell(script)
        #expect(found.result.verdict == .violated, "\(found.result.because ?? "")")
        #expect(found.result.property == .ackedIsDurable)
        #expect(found.failure?.steps.contains { $0.choice.action == .killServer } == true)
    }
}
