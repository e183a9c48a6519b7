import Processes
import Syncer

/// What of a world outlives its runs: its sessions, and where its workers are programs, those.
struct WorldHome {
    let sessions: SessionPool
    /// Nil where workers are code of this process.
    let programs: WorkerPrograms?

    /// A home for workers that are code of this process.
    init(_ sessions: SessionPool) {
        self.sessions = sessions
        programs = nil
    }

    /// A home in a world's database for a strategy's workers.
    ///
    /// - Parameter patience: How long a program may take that neither asks for anything nor ends, in real time.
    init(_ database: WorldDatabase, for strategy: Strategy, patience: Duration = Settling.limit) {
        sessions = SessionPool(database)
        programs = strategy.command.map { [sessions] in
            WorkerPrograms($0, of: strategy, sessions: sessions, patience: patience)
        }
    }

    /// Ends programs and sessions.
    func close() {
        programs?.close()
        sessions.close()
    }
}

extension StrategyTemplate {
    /// Runs `body` in a world of its own, which is gone afterwards.
    ///
    /// - Parameter variant: What is built into its tables.
    func withHome<T>(
        _ variant: WorldVariant = WorldVariant(), _ body: (WorldHome) async throws -> T
    ) async throws -> T {
        let home = WorldHome(try await makeWorld(variant), for: strategy)
        let result: Result<T, any Error>
        do {
            result = .success(try await body(home))
        } catch {
            result = .failure(error)
        }
        home.close()
        await drop(home.sessions.database)
        return try result.get()
    }
}
