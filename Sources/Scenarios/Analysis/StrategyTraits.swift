import Postgres
import Syncer

/// How a strategy's scripts use the server, as far as that is known beforehand, so that looks at what cannot have
/// changed are spared.
///
/// Doubt costs time, never a verdict: what is not understood counts as able to do anything.
struct StrategyTraits: Hashable, Sendable {
    /// Whether each transaction leaves its session as it was: no settings, temporary tables, sequences, locks.
    var leavesSessionsClean = false
    /// Whether a command's tag tells whether it has written: nothing is written behind a statement's back.
    var tagsTellWrites = false

    /// Whether conflicts between transactions depend on the pages on which rows lie, and so on what earlier runs have
    /// left there: serializable ones lock pages.
    var dependsOnPages = true

    /// Whether scripts may change more of their database than rows.
    var mayChangeCatalogue = true

    /// Asks the server about the words of a strategy's scripts, and about what is in its schema.
    ///
    /// - Throws: `PostgresError`.
    static func inspect(
        _ strategy: Strategy, schema: StepFootprints.Schema, on control: Connection
    ) async throws -> StrategyTraits {
        var traits = StrategyTraits()
        // What code sends is not known before it is sent.
        guard !strategy.isOpaque else { return traits }
        let statements = strategy.statementReaches
        traits.dependsOnPages = !schema.readsCommitted || statements.contains(where: \.hasItsOwnSnapshot)
        traits.mayChangeCatalogue = strategy.mayChangeCatalogue(with: schema)
        guard strategy.session == nil else { return traits }
        guard !statements.contains(where: \.leavesSessionState) else { return traits }
        let names = Set(statements.flatMap(\.names)).sorted().map(Connection.quoteLiteral)
        let doubtful = try await control.run(Self.doubtfulFunctions(named: names))
        traits.leavesSessionsClean = doubtful.rows.isEmpty
        traits.tagsTellWrites =
            traits.leavesSessionsClean && schema.isSimple && statements.allSatisfy(\.isToldByItsTag)
        return traits
    }

    /// The functions that the words could mean and that may change more than rows; any function that is not the
    /// server's own, since triggers, defaults and rules call those by themselves.
    private static func doubtfulFunctions(named names: [String]) -> Statement {
        Statement(
            """
            select 1 from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where \(StrategyObjects.schemas)
                or p.provolatile = 'v' and p.proname = any (array[\(names.joined(separator: ", "))]::text[])
                    and p.proname not in ('random', 'clock_timestamp', 'timeofday', 'gen_random_uuid', 'pg_sleep')
            limit 1
            """, prepares: false)
    }
}
