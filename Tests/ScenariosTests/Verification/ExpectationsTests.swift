import FakeSequin
import OrderedCollections
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What `expect` and `accept` may say, and what is wrong with what they may not.
@Suite(.ownTime) struct ExpectationsTests {
    private func expectations(_ settings: String) throws -> Expectations {
        try withFolder(Self.files(settings)) { try StrategyUnderTest.load(folder: $0).expectations }
    }

    private func error(_ settings: String) throws -> String? {
        try withFolder(Self.files(settings)) { folder -> String? in
            do {
                _ = try StrategyUnderTest.load(folder: folder)
                return nil
            } catch let error as StrategyError {
                return error.description.replacing(folder, with: "my")
            }
        }
    }

    private static func files(_ settings: String) -> [String: String] {
        ["schema.sql": "", "upsert.sql": "select 1;", "strategy.yml": settings]
    }

    @Test("Each scenario has its expectations in their order, and its reason")
    func read() throws {
        let expectations = try expectations(
            """
            expect:
              in-order: holds
              delete-race: {verdict: violated, property: no-resurrection, consumer: fenced}
              late-ack: [{verdict: violated, consumer: sequin-streams}, holds]
            accept:
              late-ack: because of this
            """)
        #expect(expectations.expect.keys == ["in-order", "delete-race", "late-ack"])
        #expect(expectations.expect["in-order"] == [Expectation(.holds)])
        #expect(
            expectations.expect["delete-race"] == [
                Expectation(.violated, property: .noResurrection, consumer: .fenced)
            ])
        #expect(
            expectations.expect["late-ack"] == [Expectation(.violated, consumer: .sequinStreams), Expectation(.holds)])
        #expect(expectations.accept == ["late-ack": "because of this"])
    }

    @Test("A strategy that says nothing of them expects and accepts nothing")
    func nothing() throws {
        let expectations = try expectations("deletes: soft")
        #expect(expectations.expect.isEmpty && expectations.accept.isEmpty)
    }

    static let errors: [(yaml: String, message: String)] = [
        ("expect: {in-ordre: holds}", "1:10: there is no scenario 'in-ordre': did you mean 'in-order'?"),
        (
            "expect:\n  in-order: {verdict: violated, property: livness}",
            "2:43: there is no property 'livness': did you mean 'liveness'?"
        ),
        (
            "expect:\n  in-order: {verdict: violated, property: x}",
            "2:43: there is no property 'x': use one of no-resurrection, monotonic-versions, acked-is-durable, custom-checks, convergence, liveness"
        ),
        (
            "expect:\n  in-order: {verdict: holds, consumer: fence}",
            "2:40: there is no consumer 'fence': did you mean 'fenced'?"
        ),
        ("accept:\n\n  in-ordr: because", "3:3: there is no scenario 'in-ordr': did you mean 'in-order'?"),
        (
            "expect: holds",
            "1:9: 'expect' must be a mapping, not 'holds': write 'scenario: holds' or 'scenario: violated'"
        ),
        ("expect: {in-order: hold}", "1:20: 'expect.in-order' cannot be 'hold': did you mean 'holds'?"),
        ("expect: {in-order: []}", "1:20: 'expect.in-order' is empty: write holds or violated"),
        (
            "expect: {in-order: {property: liveness}}",
            "1:20: 'expect.in-order' has no verdict: add 'verdict: holds' or 'verdict: violated'"
        ),
        (
            "expect: {in-order: {verdict: holds, property: liveness}}",
            "1:37: 'expect.in-order' names a property but holds: leave the property out, or expect 'violated'"
        ),
        ("expect: {in-order: {verdikt: holds}}", "1:21: there is no key 'verdikt': did you mean 'verdict'?"),
        ("expect: {in-order: [holds, violated]}", "1:20: 'expect.in-order' says two things of all consumers: keep one"),
        (
            "expect: {in-order: [{verdict: holds, consumer: fenced}, {verdict: violated, consumer: fenced}]}",
            "1:20: 'expect.in-order' says two things of the consumer 'fenced': keep one"
        ),
        (
            "accept: {in-order: }",
            "1:20: 'accept.in-order' must be a text, not empty: say why the violation is acceptable"
        ),
        ("accept: [in-order]", "1:9: 'accept' must be a mapping, not a list: write 'scenario: reason'"),
    ]

    @Test("What is wrong is said with its place and a remedy", arguments: errors.indices)
    func wrong(index: Int) throws {
        let (yaml, message) = Self.errors[index]
        #expect(try error(yaml) == "my/strategy.yml:\(message)")
    }

    @Test(
        "Every built-in strategy of the guide speaks of the same eight scenarios",
        arguments: BuiltInStrategies.names(in: .guide))
    func builtIn(name: String) throws {
        // Of other scenarios it speaks where it has something to claim.
        #expect(
            try BuiltInStrategies.load(name).expectations.expect.keys.prefix(8).elementsEqual([
                "in-order", "concurrent-workers", "duplicate-delivery", "crash-before-commit", "ack-wait-race",
                "delete-race", "recreate-race", "first-insert-race",
            ]))
    }

    @Test("A result is told what is expected of its cell; a violation, why it is accepted")
    func annotated() throws {
        let expectations = try expectations("expect: {late-ack: violated}\naccept: {late-ack: known}")
        var result = CellResult(
            strategy: "own", scenario: "late-ack", consumer: "fenced", explorer: "random",
            bounds: Bounds(workers: 1, records: 1, changes: 1), verdict: .violated)
        expectations.annotate(&result)
        #expect((result.expected, result.accepted) == ("violated", "known"))
        result.verdict = .sampled
        expectations.annotate(&result)
        #expect(result.accepted == nil)
        result.scenario = "in-order"
        expectations.annotate(&result)
        #expect(result.expected == nil)
    }
}
