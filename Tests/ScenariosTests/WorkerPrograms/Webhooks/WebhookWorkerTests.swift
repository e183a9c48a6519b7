import FakeSequin
import OrderedCollections
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Programs that are posted their events.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg")) struct WebhookWorkerTests
{
    /// Sees that an example's handler loses where its expect says so, made small and replayed, or holds.
    private func expectExample(_ example: String, in language: WorkerLanguage) async throws {
        try await language.with(try WorkerLanguage.files(example)) { strategy, expectations in
            for (name, expected) in expectations.expect {
                let expectation = try #require(expected.first)
                let scenario = try #require(Catalogue.scenario(named: name))
                try await TestServer.run { server in
                    let cell = try await server.verify(strategy, [name], worlds: 1, schedules: 60)[0]
                    #expect(cell.result.consumer == "webhook")
                    guard expectation.verdict == .violated else {
                        #expect(cell.result.verdict == .sampled, "\(name): \(cell.result.because ?? "")")
                        return
                    }
                    #expect(cell.result.verdict == .violated, "\(name): \(cell.result.because ?? "")")
                    #expect(cell.result.property == expectation.property)
                    let file = try #require(cell.failure?.file)
                    let replayed = try await server.withVerifier { verifier in
                        try await verifier.replay(file, strategy: strategy, scenario: scenario, consumer: .webhook)
                    }
                    #expect(replayed.isIdentical)
                }
            }
        }
    }

    @Test("The Stripe-shaped handlers in Python do what their expect says", arguments: ["", "-guarded"])
    func python(kind: String) async throws {
        try await expectExample("stripe-webhook-python\(kind)", in: .pythonHandler)
    }

    @Test(
        "The Stripe-shaped handlers in Node do what their expect says",
        .enabled(if: WorkerLanguage.nodeHasDriver, "there is no Node with pg"), arguments: ["", "-guarded"])
    func node(kind: String) async throws {
        try await expectExample("stripe-webhook-node\(kind)", in: .nodeHandler)
    }

    @Test("The first schedules of a seed have the same histories with kept programs and with fresh ones")
    func determinism() async throws {
        let (schedules, scenario) = (isNightly ? 60 : 8, try #require(Catalogue.scenario(named: "everything")))
        try await WebhookFolder.with(WebhookFolder.naive) { strategy in
            let (warm, again, fresh) = try await TestServer.run { server in
                try await server.withWorld(strategy, scenario) { world in
                    let warm = try await world.histories(seed: 7, schedules)
                    let again = try await world.histories(seed: 7, schedules)
                    world.plan.startsFresh = true
                    return (warm, again, try await world.histories(seed: 7, schedules))
                }
            }
            #expect(Set(warm.map(\.fingerprint)).count > schedules / 3)
            #expect(TestHistory.difference(warm, again) == nil)
            #expect(TestHistory.difference(warm, fresh) == nil)
        }
    }

    @Test("Two events that one program has at once are steps of their own, in either order")
    func concurrent() async throws {
        let scenario = try #require(Catalogue.scenario(named: "in-order"))
        try await WebhookFolder.with(WebhookFolder.naive) { strategy in
            let choices = try await TestServer.run { server in
                try await server.withWorld(strategy, scenario) { world in
                    var choices: [String] = []
                    for schedule in 1...30 {
                        choices += try await world.run(seed: 3, schedule: schedule).schedule.map { "\($0)" }
                    }
                    return choices
                }
            }
            #expect(choices.contains { $0.contains("insert") && $0.contains(" #2") })
            #expect(choices.contains { $0.hasPrefix("worker 1: ack A′") || $0.hasPrefix("worker 1: ack B′") })
        }
    }

    @Test("A consumer that is asked for its deliveries makes no sense, and says so")
    func otherConsumer() async throws {
        try await WebhookFolder.with(WebhookFolder.naive) { strategy in
            var settings = VerificationSettings()
            #expect(settings.consumer(for: strategy) == .webhook)
            settings.consumer = .fenced
            #expect(settings.consumer(for: strategy) == .fenced)
            let result = try await TestServer.verify(strategy, in: "in-order", schedules: 1) { $0.consumer = .queue }
            #expect(result.verdict == .skipped)
            #expect(result.because?.hasPrefix("'queue' is asked for its deliveries") == true, "\(result.because ?? "")")
        }
    }
}
