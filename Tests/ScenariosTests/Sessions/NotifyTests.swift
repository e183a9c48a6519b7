import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// A commit that notifies takes a lock of the whole cluster, so that sessions of several worlds wait for each other.
@Suite(.ownTime) struct NotifyTests {
    private static let trigger = """

        create function stripe.tell() returns trigger language plpgsql as $$
        begin
            perform pg_notify('subscriptions', new.id);
            return null;
        end $$;
        create trigger tell after insert or update on stripe.subscriptions for each row execute function stripe.tell();

        """

    @Test("A guard behind a trigger that notifies holds, in many worlds at once, as often as it is run")
    func holds() async throws {
        let strategy = try TestStrategies.make(["schema.sql": try TestStrategies.guideSchema + Self.trigger])
        let scenario = try #require(Catalogue.scenario(named: "overlapping-statements"))
        let result = try await TestServer.run { server in
            var settings = VerificationSettings()
            settings.schedules = isNightly ? 400 : 60
            (settings.worlds, settings.firstWorlds) = (8, 8)
            settings.checksDeterminism = true
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var results: [CellResult] = []
            try await verifier.verify(strategy, scenarios: [scenario], cellsLeft: 1) { results.append($0.result) }
            return results
        }
        #expect(result.map(\.verdict) == [.sampled], "\(result.map(\.because))")
    }
}
