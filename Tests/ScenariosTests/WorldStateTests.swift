import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// States that have one hash have one future.
@Suite(.ownTime) struct WorldStateTests {
    /// Follows choices by name, then looks at the state.
    private struct Look: Decider {
        var names: [String]
        var state: StateFingerprint?
        var hasArrived = false

        mutating func decide(_ options: [Option<Choice>], state: () -> StateFingerprint?) -> Decision {
            guard !names.isEmpty else {
                (self.state, hasArrived) = (state(), true)
                return .abandon
            }
            guard let index = options.firstIndex(where: { "\($0.choice)" == names[0] }) else { return .abandon }
            names.removeFirst()
            return .take(index)
        }
    }

    private func state(after names: [String], in world: TestWorld) async throws -> StateFingerprint {
        var look = Look(names: names)
        _ = try await World(plan: world.plan, sessions: world.sessions, isRecording: false).run(&look)
        #expect(look.hasArrived, "\(look.names)")
        return try #require(look.state)
    }

    @Test("With a deadline it matters since when a worker asks for deliveries, for that is what its time counts from")
    func timeOfAsking() async throws {
        let strategy = try TestStrategies.make(["strategy.yml": "deadline: 0.5\n"])
        let scenario = Scenario(
            "late", "none", bounds: Bounds(workers: 2, records: 2, changes: 2, clock: 1), expiry: .anyTime,
            hazard: .delivery)
        let (long, brief, again) = try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { world in
                world.plan.watchesContent = true
                // While there is something to deliver no poll ends. Where there is nothing, both ask anew at the deadline.
                let long = ["create A", "create B", "worker 1: receive A", "clock"]
                let brief = ["create A", "worker 1: receive A", "clock", "create B"]
                return (
                    try await state(after: long, in: world), try await state(after: brief, in: world),
                    try await state(after: long, in: world)
                )
            }
        }
        #expect(long != brief)
        #expect(long == again)
    }
}
