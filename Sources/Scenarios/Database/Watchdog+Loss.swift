import Postgres

extension Watchdog {
    /// How many looks in a row must find no server: one may be chance, where a queue was full.
    private static let mostMisses = 2
    /// The same of a server that says that it is just starting, recovering or shutting down: ten seconds.
    private static let mostLooksAtRecovery = 40

    /// A look has failed.
    func missed(_ error: any Error) {
        guard let error = error as? PostgresError, error.saysThereIsNoServer, !expectsLoss else { return misses = 0 }
        misses += 1
        if misses >= (error.saysServerIsBusyStarting ? Self.mostLooksAtRecovery : Self.mostMisses) {
            declareLost(error)
        }
    }

    /// Asks at once whether the server is gone, because a connection to it was lost.
    ///
    /// - Returns: Why it counts as gone; nil if it answers.
    func probe() async -> EnvironmentFailure? {
        for attempt in 1...Self.mostLooksAtRecovery {
            if let loss { return loss }
            do {
                let session = try await Connection.open(quickTarget, on: loop)
                defer { session.close() }
                _ = try await session.run(Statement("select 1", prepares: false), within: Self.answerLimit)
                return nil
            } catch let error as PostgresError {
                guard error.saysThereIsNoServer, !expectsLoss else { return nil }
                if attempt >= (error.saysServerIsBusyStarting ? Self.mostLooksAtRecovery : Self.mostMisses) {
                    declareLost(error)
                }
            } catch {
                return nil
            }
            if loss == nil { await loop.sleep(for: Self.interval) }
        }
        return loss
    }

    /// What an error means for what was being run.
    ///
    /// - Parameter database: Where it came about.
    func failure(for error: any Error, in database: String? = nil) async -> EnvironmentFailure {
        if let loss { return loss }
        if let strike = database.map({ strike(in: $0) }) ?? strike { return strike.failure }
        if let failure = error as? EnvironmentFailure { return failure }
        if let stall = database.map({ stalls[$0] }) ?? stalls.first?.value { return stall }
        if let error = error as? PostgresError, error.connectionLost, let loss = await probe() { return loss }
        return EnvironmentFailure(reason: "\(error)")
    }

    private func declareLost(_ error: PostgresError) {
        guard loss == nil else { return }
        loss = EnvironmentFailure(reason: "Postgres was lost: \(error.message)", isServerLost: true)
        // So each wait for a session ends here and now.
        sessions.closeAll()
    }
}

extension PostgresError {
    /// Whether there is no server that answers, as far as this attempt tells.
    fileprivate var saysThereIsNoServer: Bool {
        connectionLost && ["08001", "08003", "08006", "57P01", "57P02", "57P03"].contains(sqlState.rawValue)
    }

    /// Whether a server says that it cannot take connections now.
    fileprivate var saysServerIsBusyStarting: Bool { sqlState == "57P03" }
}
