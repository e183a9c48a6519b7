import FakeSequin
import Foundation
import Syncer
import Testing

@testable import Scenarios

/// One seed is one run, deadlocks and queues of waiters included.
@Suite struct DeterminismTests {
    /// Four workers, one record, and scripts that lock two rows in an order that depends on the version.
    private static let contention = Scenario(
        "contention", "none", bounds: Bounds(workers: 4, records: 1, changes: 8, clock: 8, faults: 2),
        expiry: .anyTime, faults: [.crash, .ackRequestLost, .ackResponseLost], hazard: .redelivery)

    private static func strategy() throws -> Strategy {
        try TestStrategies.make([
            "schema.sql": try TestStrategies.guideSchema
                + "\ncreate table stripe.gate (id integer primary key);\ninsert into stripe.gate values (0), (1);\n",
            "upsert.sql": """
            begin;
            select id from stripe.gate where id = :'updated_idx'::bigint % 2 for update;
            select id from stripe.gate where id = 1 - :'updated_idx'::bigint % 2 for update;
            \(try TestStrategies.guardedUpsert)
            commit;

            """,
        ])
    }

    /// What is compared of a run.
    private struct Trace: Hashable, Sendable {
        var fingerprint: String
        var finding: String?
        var deadlocks: Int
        var mostWaiters: Int
        var statements: Int
    }

    private func traces(_ schedules: Int) async throws -> [Trace] {
        let strategy = try Self.strategy()
        return try await TestServer.run { server in
            try await server.withWorld(strategy, Self.contention) { world in
                var traces: [Trace] = []
                for schedule in 0..<schedules {
                    let outcome = try await world.run(seed: 11, schedule: schedule, isRecording: true)
                    traces.append(
                        Trace(
                            fingerprint: outcome.steps.fingerprint, finding: outcome.finding,
                            deadlocks: outcome.count(.failed) { $0.detail?.hasPrefix("40P01") == true },
                            mostWaiters: outcome.mostWaiters, statements: outcome.statements))
                }
                return traces
            }
        }
    }

    @Test("A thousand schedules with deadlocks and waiters have the same histories on two servers at once")
    func twice() async throws {
        async let first = traces(1_000)
        async let second = traces(1_000)
        let (one, other) = try await (first, second)
        #expect(one.count == 1_000)
        let differing = one.indices.filter { one[$0] != other[$0] }
        #expect(differing.isEmpty, "schedules \(differing.prefix(5)) differ")
        #expect(one.allSatisfy { $0.finding == nil }, "\(one.lazy.compactMap(\.finding).first ?? "")")

        // Or the test would say nothing.
        #expect(one.count { $0.deadlocks > 0 } >= 20)
        #expect(one.count { $0.mostWaiters >= 2 } >= 20)
        #expect(one.contains { $0.mostWaiters == 3 })
        #expect(Set(one.map(\.fingerprint)).count > 900)
    }

    @Test("They have the same histories while the machine is busy with something else")
    func underLoad() async throws {
        let idle = try await traces(200)
        let load = try (0..<2).map { _ in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", "while :; do :; done"]
            try process.run()
            return process
        }
        let result: Result<[Trace], any Error>
        do { result = .success(try await traces(200)) } catch { result = .failure(error) }
        for process in load {
            process.terminate()
            process.waitUntilExit()
        }
        #expect(try result.get() == idle)
    }

    @Test("A cell's result is the same whatever runs beside it, and however many worlds there are", arguments: [1, 4])
    func worlds(count: Int) async throws {
        func result(worlds: Int) async throws -> Data {
            try await TestServer.run { server in
                var settings = VerificationSettings()
                settings.schedules = 60
                settings.worlds = worlds
                let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
                defer { verifier.close() }
                var bytes = Data()
                let encoder = JSONEncoder()
                encoder.outputFormatting = .sortedKeys
                for name in ["naive-upsert", "guarded-hard-delete", "select-for-update"] {
                    let strategy = try BuiltInStrategies.load(name)
                    var failure: (any Error)?
                    try await verifier.verify(strategy, scenarios: Catalogue.scenarios, cellsLeft: 1) { cell in
                        var result = cell.result
                        result.seconds = 0
                        do {
                            bytes += try encoder.encode(result)
                            if let file = cell.failure?.file { bytes += try file.encoded() }
                        } catch let error { failure = error }
                    }
                    if let failure { throw failure }
                }
                return bytes
            }
        }
        #expect(try await result(worlds: count) == result(worlds: 2))
    }
}
