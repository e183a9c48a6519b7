import TestSupport
import Testing

@testable import converge

@Suite(.ownTime) struct ParsingTests {
    @Test(
        arguments: [
            ("500ms", .milliseconds(500)), ("30s", .seconds(30)), ("1.5m", .seconds(90)), ("1h", .seconds(3600)),
        ] as [(String, Duration)])
    func times(text: String, duration: Duration) {
        #expect(TimeSpan(argument: text)?.duration == duration)
    }

    @Test(arguments: ["", "5", "s", "-5s", "0s", "5d", "5 s", "1e3s", "nans", "99999h", "1.2.3s"])
    func noTimes(text: String) {
        #expect(TimeSpan(argument: text) == nil)
    }

    @Test func namesAreSpread() {
        let spread = ArgumentSpreading.apply(to: ["verify", "x", "--scenario", "in-order", "delete-race", "y"])
        #expect(spread == ["verify", "x", "--scenario", "in-order", "--scenario", "delete-race", "y"])
        #expect(ArgumentSpreading.apply(to: ["--scenario"]) == ["--scenario"])
        #expect(ArgumentSpreading.apply(to: ["delete-race"]) == ["delete-race"])
    }

    @Test func wordsOfTheShell() {
        #expect("a/b-c.json".shellWord == "a/b-c.json")
        #expect("it's".shellWord == "'it'\\''s'")
        #expect("".shellWord == "''")
    }
}
