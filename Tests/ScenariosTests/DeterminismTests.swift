import FakeSequin
import Foundation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// One seed is one run, deadlocks and queues of waiters included.
@Suite(.ownTime) struct DeterminismTests {
    /// Four workers, one record, and scripts that lock two rows in an order that depends on the version.
    private static let contention = Scenario(
        "contention", "none", bounds: Bounds(workers: 4, records: 1, changes: 4, clock: 4, faults: 1),
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

    /// - Parameter loops: How many children compute beside it. They start once there is a server to run on: as long as
    ///   the test waits for one, they would only be in the others' way.
    private func traces(_ schedules: Int, besides loops: Int = 0) async throws -> [Trace] {
        let strategy = try Self.strategy()
        return try await TestServer.run { server in
            let load = try (0..<loops).map { _ in try Self.busyLoop() }
            defer {
                for process in load {
                    // SIGTERM may be blocked: a child inherits what the thread that started it has blocked.
                    kill(process.processIdentifier, SIGKILL)
                    process.waitUntilExit()
                }
            }
            return try await server.withWorld(strategy, Self.contention) { world in
                var traces: [Trace] = []
                for schedule in 0..<schedules {
                    let outcome = try await world.run(seed: 11, schedule: schedule, isRecording: true)
                    traces.append(
                        Trace(
                            fingerprint: outcome.steps.fingerprint, finding: outcome.finding,
                            deadlocks: outcome.count(.failed) { $0.isDeadlock },
                            mostWaiters: outcome.mostWaiters, statements: outcome.statements))
                }
                return traces
            }
        }
    }

    @Test("Schedules with deadlocks and waiters have the same histories on two servers at once")
    func twice() async throws {
        let count = isNightly ? 1_000 : 200
        async let first = traces(count)
        async let second = traces(count)
        let (one, other) = try await (first, second)
        #expect(one.count == count)
        let differing = one.indices.filter { one[$0] != other[$0] }
        #expect(differing.isEmpty, "schedules \(differing.prefix(5)) differ")
        #expect(one.allSatisfy { $0.finding == nil }, "\(one.lazy.compactMap(\.finding).first ?? "")")

        // Or the test would say nothing.
        #expect(one.count { $0.deadlocks > 0 } >= count / 50)
        #expect(one.count { $0.mostWaiters >= 2 } >= count / 50)
        #expect(one.contains { $0.mostWaiters == 3 })
        #expect(Set(one.map(\.fingerprint)).count > count * 4 / 5)
    }

    @Test("They have the same histories while the machine is busy with something else")
    func underLoad() async throws {
        let idle = try await traces(60)
        #expect(try await traces(60, besides: 2) == idle)
    }

    /// A child that computes for some minutes, or until it is killed.
    private static func busyLoop() throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "i=0; while [ $i -lt 200000000 ]; do i=$((i + 1)); done"]
        try process.run()
        return process
    }

    @Test(
        "A cell's result is the same whatever runs beside it, and however many worlds there are", arguments: [1, 2, 4])
    func worlds(count: Int) async throws {
        let scenarios = ["concurrent-workers", "crash-before-commit", "ack-wait-race", "delete-race"]
            .compactMap(Catalogue.scenario)
        func results(worlds: Int) async throws -> [String] {
            try await TestServer.run { server in
                var settings = VerificationSettings()
                settings.schedules = 40
                settings.worlds = worlds
                let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
                defer { verifier.close() }
                var texts: [String] = []
                let encoder = JSONEncoder()
                encoder.outputFormatting = .sortedKeys
                for name in ["guarded-hard-delete", "select-for-update"] {
                    let strategy = try BuiltInStrategies.load(name).strategy
                    var failure: (any Error)?
                    try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: 1) { cell in
                        var result = cell.result
                        result.seconds = 0
                        // A world's first run has no sessions to reset, so this counts the worlds too.
                        if worlds != 2 || count != 2 { result.statements = 0 }
                        do {
                            texts.append(String(decoding: try encoder.encode(result), as: UTF8.self))
                            if let file = cell.failure?.file {
                                texts.append(String(decoding: try file.encoded(), as: UTF8.self))
                            }
                        } catch let error { failure = error }
                    }
                    if let failure { throw failure }
                }
                return texts
            }
        }
        let (some, others) = (try await results(worlds: count), try await results(worlds: 2))
        for (one, other) in zip(some, others) { #expect(one == other) }
        #expect(some.count == others.count)
    }
}
