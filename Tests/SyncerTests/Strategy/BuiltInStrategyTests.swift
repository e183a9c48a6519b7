import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct BuiltInStrategyTests {
    @Test(arguments: builtInNames) func loads(name: String) throws {
        let strategy = try Strategy.load(folder: "\(builtInStrategies)/\(name)")
        #expect(strategy.name == name)
        #expect(strategy.description?.isEmpty == false)
        #expect(strategy.warnings == [])
        #expect((strategy.deletes == .hard) == (strategy.delete != nil))
    }

    @Test func areThese() {
        #expect(
            builtInNames == [
                "guard-in-subselect", "guarded-hard-delete", "guarded-hard-delete-guarded", "guarded-null-safe",
                "guarded-upsert", "hard-timeout", "naive-hard-delete", "naive-upsert", "select-for-update",
                "version-ledger", "version-ledger-single-statement",
            ])
    }
}
