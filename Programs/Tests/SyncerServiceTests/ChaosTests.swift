import FakeSequin
import Foundation
import OrderedCollections
import Postgres
import Sequin
import TestSupport
import Testing

/// Four syncers that are killed with -9 and restarted, and a Postgres that is killed and recovers twice, while changes
/// are published: in the end the table is the upstream.
///
/// `scripts/chaos` runs it for ten minutes, by the environment.
@Suite struct ChaosTests {
    static let seconds = number("CONVERGE_CHAOS_SECONDS", 6)
    static let changes = number("CONVERGE_CHAOS_CHANGES", 3000)

    private static func number(_ name: String, _ usual: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
    }

    @Test func `killed processes and a killed server lose nothing`() async throws {
        try await withCluster { cluster async throws in
            try await cluster.makeDatabase("d", for: strategyFolder("batch-sorted"))
            let fake = try RunningProgram(
                "fake-sequin", ["--port", "0", "--token", TestServer.token, "--ack-wait", "2"])
            let line = try #require(try await fake.firstLine())
            let port = try #require(line.firstMatch(of: #/:(\d+)/$/#).flatMap { Int($0.1) })
            let run = ChaosRun(cluster: cluster, port: port, folder: try strategyFolder("batch-sorted"))
            try await run.start()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await run.publish(Self.changes, over: .seconds(Self.seconds)) }
                for worker in 0..<4 { group.addTask { try await run.torment(worker, for: .seconds(Self.seconds)) } }
                group.addTask(executorPreference: cluster.loop) {
                    for _ in 1...2 {
                        try await Task.sleep(for: .seconds(Self.seconds) / 3)
                        try await cluster.cluster.restart()
                    }
                }
                try await group.waitForAll()
            }
            try await run.drain()
            #expect(try await run.tableText() == run.upstreamText())
            #expect(try await run.stop() == Array(repeating: "0 ", count: 4))
            #expect(run.kills > 0)
            fake.signal(SIGTERM)
            #expect(try await fake.status() == 0, "\(fake.error)")
            print("chaos: \(Self.changes) changes, \(run.kills) syncers killed, Postgres killed twice")
        }
    }
}
