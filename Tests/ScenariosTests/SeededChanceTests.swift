import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Numbers that scripts draw come from the run's seed.
@Suite(.ownTime) struct SeededChanceTests {
    @Test("A script that does now this and now that by random() does the same whenever the schedule is run")
    func random() async throws {
        let strategy = try TestStrategies.make([
            "upsert.sql": """
            select random() < 0.5 as waits, random() < 0.5 as repeats
            \\gset
            \\if :waits
            select 1;
            \\endif
            \(try TestStrategies.guardedUpsert)
            \\if :repeats
            select 2;
            \\endif

            """
        ])
        let result = try await TestServer.verify(strategy, in: "crash-before-commit", schedules: 40) {
            $0.checksDeterminism = true
        }
        #expect(result.verdict == .sampled, "\(result.because ?? "")")
    }
}
