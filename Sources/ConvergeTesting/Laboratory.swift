import Foundation
import Postgres
import Scenarios
import Syncer

/// A throwaway Postgres and an event loop, on a thread of their own: a test's own executor must not be blocked.
enum Laboratory {
    /// Checks a strategy under scenarios.
    ///
    /// - Throws: `ClusterError` where there is no Postgres; `StrategyError` for a schema that it refuses.
    static func verify(
        _ strategy: Strategy, _ scenarios: [Scenario], _ settings: VerificationSettings
    ) async throws -> [CellOutcome] {
        let kills = scenarios.contains { $0.setup.killsServer }
        return try await run(killsServer: kills, settings) { verifier in
            var cells: [CellOutcome] = []
            try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: scenarios.count) { cells.append($0) }
            return cells
        }
    }

    /// Runs a failure again.
    static func replay(
        _ file: FailureFile, _ strategy: Strategy, _ scenario: Scenario, _ settings: VerificationSettings
    ) async throws -> ReplayOutcome {
        try await run(killsServer: scenario.setup.killsServer, settings) { verifier in
            try await verifier.replay(file, strategy: strategy, scenario: scenario, consumer: settings.consumer)
        }
    }

    private static func run<T: Sendable>(
        killsServer: Bool, _ settings: VerificationSettings,
        _ body: @escaping @Sendable (Verifier) async throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                let loop = EventLoop()
                continuation.resume(
                    with: Result {
                        try loop.run {
                            try await withServers(killsServer: killsServer, loop) { access, crashAccess, timed in
                                let verifier = try await Verifier(
                                    server: access, crashServer: crashAccess, timedServer: timed, loop: loop,
                                    settings: settings)
                                defer { verifier.close() }
                                return try await body(verifier)
                            }
                        }
                    })
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    private static func withServers<T>(
        killsServer: Bool, _ loop: EventLoop, _ body: (ServerAccess, ServerAccess?, TimedServer) async throws -> T
    ) async throws -> T {
        try await ThrowawayCluster.with(on: loop) { cluster in
            let version = cluster.installation.version
            let access = ServerAccess.own(cluster, version: version, runID: "run")
            let timed = TimedServer(.init(), on: loop)
            guard killsServer else { return try await timed.with { try await body(access, nil, timed) } }
            return try await ThrowawayCluster.with(
                .init(settings: ServerAccess.settingsForKilling), on: loop
            ) { second in
                let crash = ServerAccess.own(second, version: version, runID: "crash", mayBeKilled: true)
                return try await timed.with { try await body(access, crash, timed) }
            }
        }
    }
}
