import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Programs that look upstream how a record is now.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg")) struct FetchTests {
    private static let fetch = """
        import urllib.error
        def fetch(id):
            try:
                with urllib.request.urlopen(os.environ['UPSTREAM_URL'] + '/records/' + id, timeout=600) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                if error.code != 404: raise
        """

    /// The guide's loop, which stores what it fetches and not what it is handed.
    private static func worker(_ guarding: String) -> String {
        ProgramFolder.loop(
            """
            now = fetch(record['id'])
            if now is None:
                connection.execute('update stripe.subscriptions set deleted = true, updated_idx = %s where id = %s',
                    (record['updated_idx'], record['id']))
            else:
                upsert(connection, now, \(guarding))
            call('ack', ack_ids=[message['ack_id']])
            """, start: fetch)
    }

    @Test("Two fetches and two writes that cross lose a version; the step that does so is the second write")
    func crosses() async throws {
        let files = try WorkerLanguage.files("webhook-fetch-python")
        try await WorkerLanguage.pythonHandler.with(files) { strategy, _ in
            let cell = try await TestServer.run { server in
                try await server.verify(strategy, ["in-order"], worlds: 1, schedules: 200)[0]
            }
            #expect(cell.result.verdict == .violated, "\(cell.result.because ?? "")")
            #expect(cell.result.property == .monotonicVersions)
            let choices = try #require(cell.failure?.file.choices).map { "\($0)" }
            #expect(choices.last?.contains(": insert into subscriptions") == true, "\(choices)")
            let change = try #require(choices.firstIndex(of: "update A"))
            let fetches = choices.indices.filter { choices[$0].hasSuffix(": fetch A") }
            #expect(fetches.count == 2 && fetches[0] < change && change < fetches[1], "\(choices)")
        }
    }

    @Test("A guard on the version that was fetched holds", arguments: ["in-order", "ack-wait-race", "late-ack"])
    func guarded(scenario: String) async throws {
        try await ProgramFolder.with(Self.worker("GUARD"), settings: "deletes: never") { strategy in
            let result = try await TestServer.verify(strategy, in: scenario, schedules: 25)
            #expect(result.verdict == .sampled, "\(result.because ?? "")")
        }
    }

    @Test("What is not there any more is not found, and a history says which version was seen")
    func gone() async throws {
        let scenario = try #require(Catalogue.scenario(named: "delete-race"))
        try await ProgramFolder.with(Self.worker("GUARD")) { strategy in
            let fetched = try await TestServer.run { server in
                try await server.withWorld(strategy, scenario) { world in
                    var fetched: Set<String> = []
                    for schedule in 1...10 {
                        let steps = try await world.run(seed: 2, schedule: schedule, isRecording: true).steps
                        fetched.formUnion(
                            steps.flatMap(\.notes).filter { $0.kind == .fetched }.map { note in
                                note.versions.map(\.description).joined()
                            })
                    }
                    return fetched
                }
            }
            #expect(fetched.contains("") && fetched.contains("A"), "\(fetched)")
        }
    }

    @Test("So does a handler of webhooks that fetches", arguments: ["in-order", "ack-wait-race"])
    func guardedHandler(scenario: String) async throws {
        let files = try WorkerLanguage.files("webhook-fetch-python-guarded")
        try await WorkerLanguage.pythonHandler.with(files) { strategy, _ in
            let result = try await TestServer.verify(strategy, in: scenario, schedules: 40)
            #expect(result.verdict == .sampled, "\(result.because ?? "")")
        }
    }
}
