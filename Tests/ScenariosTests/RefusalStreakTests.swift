import TestSupport
import Testing

@testable import Scenarios

/// A delivery that is refused for ever is said so at once, and not by hundreds of like steps.
@Suite(.ownTime) struct RefusalStreakTests {
    private static let unique = Note.Failure(sqlState: "23505", message: "duplicate key")

    @Test func `five refusals of one delivery in a row are enough`() {
        var streak = RefusalStreak()
        for _ in 1...4 {
            streak.refused("a", 9, Self.unique)
            streak.refused("b", 9, Self.unique)
        }
        #expect(streak.hopeless == nil)
        // Another version, another error: neither goes on with the streak.
        streak.refused("a", 10, Self.unique)
        streak.refused("b", 9, Note.Failure(sqlState: "23514", message: "check"))
        #expect(streak.hopeless == nil)
        streak.refused("a", 9, Self.unique)
        #expect(streak.hopeless == "a")
    }

    @Test func `what changes in between may let it pass`() {
        var streak = RefusalStreak()
        for _ in 1...4 { streak.refused("a", 9, Self.unique) }
        streak.somethingChanged()
        streak.refused("a", 9, Self.unique)
        #expect(streak.hopeless == nil)
    }

    @Test(
        "What comes of the moment is no refusal",
        arguments: ["40001", "40P01", "55P03", "08006", "57014", "53300", "25P02"])
    func passing(state: String) {
        var streak = RefusalStreak()
        for _ in 1...9 { streak.refused("a", 9, Note.Failure(sqlState: state, message: "")) }
        #expect(streak.hopeless == nil)
    }

    @Test func `an error of the script's own counts by its message`() {
        var streak = RefusalStreak()
        for _ in 1...5 { streak.refused("a", 9, Note.Failure(sqlState: nil, message: "there is no variable 'x'")) }
        #expect(streak.hopeless == "a")
    }

    @Test(
        "No failure of liveness is told by hundreds of like steps",
        arguments: [
            ("second-unique-key", "concurrent-workers"), ("do-nothing-returning", "in-order"),
            ("trigger-refuses-duplicates", "duplicate-delivery"),
        ])
    func isShort(strategy: String, scenario: String) async throws {
        var settings = VerificationSettings()
        settings.schedules = 400
        settings.worlds = 2
        let cell = try await TestServer.cell(
            try BuiltInStrategies.load(strategy).strategy,
            in: try #require(Catalogue.scenario(named: scenario)), settings)
        let failure = try #require(cell.failure)
        #expect(failure.file.violation?.property == .liveness)
        #expect(failure.file.violation?.because.contains("refused 5 times in a row") == true)
        #expect(failure.steps.count < 60)
    }
}
