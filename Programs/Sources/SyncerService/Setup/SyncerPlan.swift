import Postgres
import Sequin
public import Syncer

/// A strategy that has been tried against the database that it is for, and everything else that workers need.
public struct SyncerPlan: Sendable {
    /// What was asked for.
    public let settings: SyncerSettings
    /// The strategy.
    public let strategy: Strategy
    /// Its scripts as they will be sent.
    public let destination: ScriptDestination
    /// The workers' policy.
    public let policy: WorkerPolicy
    /// What the strategy's author should know.
    public let warnings: [String]
    let target: ConnectionTarget

    /// Reads the strategy, connects, and has Postgres read every statement of it; nothing is written.
    ///
    /// - Throws: ``SetupError`` for whatever stands in the way.
    public static func make(_ settings: SyncerSettings) async throws -> SyncerPlan {
        let strategy: Strategy
        do { strategy = try Strategy.load(folder: settings.strategy) } catch { throw SetupError(65, "\(error)") }
        let target = try Database.target(settings.databaseURL)
        return try await onLoop { loop in
            try await Database.withSession(target, wait: settings.databaseWait, on: loop) { session async throws in
                try await SyncerPlan(settings, strategy, target, checkedOn: session)
            }
        }
    }

    private init(
        _ settings: SyncerSettings, _ strategy: Strategy, _ target: ConnectionTarget, checkedOn session: LiveSession
    ) async throws {
        let known: Strategy
        do {
            known = try await strategy.withFieldsOfTables(on: session)
            destination = try await ScriptDestination.prepared(known, on: session)
        } catch let error as StrategyError {
            throw SetupError(65, "\(error)")
        }
        self.settings = settings
        self.strategy = known
        self.target = target
        warnings = destination.warnings.map { "\($0.place): \($0.message)" }
        var policy = strategy.policy
        policy.batchSize = settings.batchSize ?? (destination.appliesBatches ? 500 : 10)
        policy.deadline = policy.deadline ?? settings.deadline
        self.policy = policy
    }

    /// Runs `body` on an event loop with a thread of its own, and waits for it.
    static func onLoop<T: Sendable>(_ body: @escaping @Sendable (EventLoop) async throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            LoopThread.start {
                let loop = EventLoop()
                continuation.resume(with: Result { try loop.run { try await body(loop) } })
            }
        }
    }
}
