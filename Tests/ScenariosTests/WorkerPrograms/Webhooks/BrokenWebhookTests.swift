import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Handlers of webhooks that do not do what they must: the right verdict for each, and a sentence.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg")) struct BrokenWebhookTests
{
    /// What keeps a handler from being judged.
    private func trouble(_ handle: String, start: String = "") async throws -> ProgramTrouble? {
        let scenario = try #require(Catalogue.scenario(named: "in-order"))
        return try await WebhookFolder.with(handle, start: start, settings: "listen: {path: /hooks}") { strategy in
            try await TestServer.run { server in
                try await server.withWorld(strategy, scenario) { world in
                    let home = WorldHome(world.database, for: strategy, patience: .seconds(1))
                    defer { home.close() }
                    var plan = world.plan
                    plan.isReplay = true
                    var decider = ReplayDecider<Choice>([])
                    do {
                        _ = try await World(plan: plan, home: home, isRecording: false).run(&decider)
                        return nil
                    } catch let trouble as ProgramTrouble {
                        return trouble
                    } catch let void as VoidRun {
                        return ProgramTrouble(void.failure.reason)
                    }
                }
            }
        }
    }

    @Test("One that never answers is told of with what its threads do")
    func neverAnswers() async throws {
        let trouble = try await trouble("print('thinking')\nthreading.Event().wait()")
        let sentence = "worker 1: for 1 s neither answers POST /hooks nor asks its database for anything (thread "
        #expect(trouble?.description.hasPrefix(sentence) == true, "\(trouble?.description ?? "none")")
        #expect(trouble?.sentence.hasSuffix("its last lines: thinking") == true)
    }

    @Test("One that listens nowhere, or elsewhere, is told of")
    func neverListens() async throws {
        for start in ["time.sleep(600)", "os.environ['PORT'] = '0'"] {
            let trouble = try await trouble("self.answer(200)", start: start)
            let sentence = "worker 1: for 1 s neither listens on the port that PORT names, "
            #expect(trouble?.description.hasPrefix(sentence) == true, "\(trouble?.description ?? "none")")
        }
    }

    @Test("One that leaves a transaction open is told of")
    func openTransaction() async throws {
        let trouble = try await trouble(
            """
            global left
            left = psycopg.connect(os.environ['DATABASE_URL'])
            upsert(left, record, GUARD)
            self.answer(200)
            """)
        #expect(trouble?.description.contains("has answered with a transaction open") == true, "\(trouble as Any)")
    }

    @Test(
        "One that never says that it has done its work violates liveness",
        arguments: [
            ("self.answer(500)", "an answer of status 500"),
            (WebhookFolder.store("GUARD") + "\nself.answer(302)", "an answer of status 302"),
            ("self.connection.shutdown(socket.SHUT_RDWR)", "a connection that ended without an answer"),
            (
                "self.wfile.write(b'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nab')",
                "a connection that ended inside the answer"
            ),
            ("self.wfile.write(b'no HTTP\\r\\n\\r\\n')", "an answer that cannot be read: its first line is none"),
        ])
    func refuses(handle: String, failure: String) async throws {
        try await WebhookFolder.with(handle) { strategy in
            let result = try await TestServer.verify(strategy, in: "in-order", schedules: 1)
            #expect(result.verdict == .violated && result.property == .liveness, "\(result.because ?? "")")
            #expect(result.because?.contains("its last failure was \(failure)") == true, "\(result.because ?? "")")
        }
    }

    @Test("A signature is what its secret makes of it, and another secret makes another", arguments: [true, false])
    func signature(isRight: Bool) async throws {
        let handle = """
            import base64, hashlib, hmac
            given = self.headers['webhook-signature']
            key = base64.b64decode(os.environ['HOOK_KEY'].removeprefix('whsec_'))
            \(isRight ? "pass" : "key += b'!'")
            signed = (self.headers['webhook-id'] + '.' + self.headers['webhook-timestamp'] + '.').encode() + self.raw
            code = 'v1,' + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
            if code != given or abs(time.time() - int(self.headers['webhook-timestamp'])) > 60:
                print(os.environ['HOOK_KEY'])
                return self.answer(400)
            \(WebhookFolder.guarded)
            """
        let settings = "signature: standard-webhooks\nenv: {HOOK_KEY: \"{webhook_secret}\"}"
        try await WebhookFolder.with(handle, settings: settings) { strategy in
            let result = try await TestServer.verify(strategy, in: "in-order", schedules: 5)
            #expect(result.verdict == (isRight ? .sampled : .violated), "\(result.because ?? "")")
            #expect(isRight || result.because?.contains("an answer of status 400") == true)
        }
    }

    @Test("No report has the secret")
    func masked() async throws {
        let handle = "print(os.environ['WEBHOOK_SECRET'])\nthreading.Event().wait()"
        #expect(try await trouble(handle)?.sentence.hasSuffix("its last lines: ***") == true)
    }
}
