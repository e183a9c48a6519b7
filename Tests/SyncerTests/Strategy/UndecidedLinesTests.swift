import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct UndecidedLinesTests {
    @Test func areWarningsOfTheFilesThatHaveThem() throws {
        let strategy = try strategy(
            "# DECIDE: which key\ndeletes: soft # DECIDE: no\n  # DECIDE:  what  \n",
            [
                "upsert.sql": "-- decide: no\nselect 1;\n-- DECIDE: the guard",
                "schema.sql": "-- DECIDE: not read for this",
            ])
        #expect(
            strategy.warnings.map(\.description) == [
                "upsert.sql:3:1: decide: the guard", "strategy.yml:1:1: decide: which key",
                "strategy.yml:3:3: decide: what  ",
            ])
    }
}
