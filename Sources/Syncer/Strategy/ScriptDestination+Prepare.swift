import OrderedCollections
public import Postgres
public import Sequin

extension ScriptDestination {
    /// Tries each statement of a strategy on a session whose database has the strategy's schema, and sends values as
    /// parameters from then on where that means the same. Nothing stays behind in the database or the session.
    ///
    /// - Throws: ``StrategyError`` with Postgres's own message for a statement that it rejects; `PostgresError` for a
    ///   server that cannot be asked.
    public static func prepared(
        _ strategy: Strategy, on session: any Session, notice: @escaping NoticeHandler = { _ in }
    ) async throws -> ScriptDestination {
        var destination = try ScriptDestination(strategy, notice: notice)
        do {
            try await destination.prepare(on: session)
        } catch let error as ScriptError {
            throw StrategyError(error, in: strategy.folder)
        }
        return destination
    }

    private mutating func prepare(on session: any Session) async throws {
        let probe = StatementProbe(session: session)
        self = try await probe.inTransaction {
            var destination = self
            var unseen: [String] = []
            if let script = destination.session {
                var run = ScriptProbe(script, samples: .none, probe: probe)
                try await run.run()
                destination.session = run.script
                unseen = run.unseen
            }
            for (slug, scripts) in routes {
                var scripts = scripts
                let samples = SampleValues(collection: scripts.route.collection)
                try await probe.inSavepoint {
                    scripts.upsert = try await scripts.upsert.probed(samples, by: probe, unseen)
                }
                try await probe.inSavepoint {
                    scripts.delete = try await scripts.delete?.probed(samples, by: probe, unseen)
                }
                try await probe.inSavepoint {
                    let samples = SampleValues(batchOf: scripts.route.collection)
                    scripts.batch = try await scripts.batch?.probed(samples, by: probe, unseen)
                }
                destination.routes[slug] = scripts
            }
            return destination
        }
    }

    /// What Postgres said about a statement that a delivery's script has sent, with its place in the script.
    ///
    /// - Returns: Nil if none of the scripts has such a statement.
    public func explain(
        _ error: PostgresError, of statement: Statement, for delivery: Delivery
    ) -> ScriptError? {
        guard let scripts = scripts(of: delivery.record.collectionSlug) else { return nil }
        let variables = Variables(
            delivery: delivery, collection: scripts.route.collection, constants: scripts.constants)
        for script in [scripts.upsert, scripts.delete, scripts.batch, session] {
            if let found = script?.explain(error, of: statement, variables: variables) { return found }
        }
        return nil
    }

    /// What the author of the strategy should know, found while it was prepared too; once each.
    public var warnings: [ScriptWarning] {
        var warnings: [ScriptWarning] = []
        let scripts = [session] + routes.values.flatMap { [$0.upsert, $0.delete, $0.batch] }
        for warning in scripts.compactMap({ $0 }).flatMap(\.warnings) where !warnings.contains(warning) {
            warnings.append(warning)
        }
        return warnings
    }
}

extension Script {
    fileprivate func probed(
        _ samples: SampleValues, by probe: StatementProbe, _ unseen: [String]
    ) async throws -> Script {
        var run = ScriptProbe(self, samples: samples, probe: probe, unseen: unseen)
        try await run.run()
        return run.script
    }
}
