public import Syncer

/// A strategy as the harness loads it: with what is expected of it, checked.
public struct StrategyUnderTest: Sendable {
    /// The strategy.
    public let strategy: Strategy
    /// What its `strategy.yml` expects and accepts.
    public let expectations: Expectations

    /// The strategy's name.
    public var name: String { strategy.name }

    /// Reads a strategy from a folder. Nothing is asked of Postgres yet.
    ///
    /// - Throws: `StrategyError` for the first thing that is wrong, an expectation of what there is not among them.
    public static func load(folder: String) throws(StrategyError) -> StrategyUnderTest {
        let strategy = try Strategy.load(folder: folder)
        // Where fields are those of tables, what they are is known once the tables are.
        if !strategy.routes.contains(where: \.takesFieldsFromTable) { _ = try UpstreamSettings(of: strategy) }
        return StrategyUnderTest(strategy: strategy, expectations: try Expectations(of: strategy))
    }
}
