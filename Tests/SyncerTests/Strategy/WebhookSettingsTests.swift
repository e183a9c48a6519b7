import TestSupport
import Testing

@testable import Syncer

/// `broker: webhook`, `listen`, `payload` and `signature` in strategy.yml.
@Suite(.ownTime) struct WebhookSettingsTests {
    private func load(_ yaml: String, _ files: [String: String] = [:]) throws -> Strategy {
        let all = ["schema.sql": "create table t (id text)", "strategy.yml": yaml].merging(files) { $1 }
        return try withFolder(all) { try Strategy.load(folder: $0) }
    }

    @Test("What is not said has a default")
    func defaults() throws {
        let command = try load("worker: ./w\nbroker: webhook").command
        #expect(command?.broker == .webhook && command?.webhook == WebhookSettings())
        #expect(try load("worker: ./w").command?.webhook == nil)
    }

    @Test("All of it is taken, the template's file with it")
    func all() throws {
        let yaml = """
            worker: ./w
            broker: webhook
            listen: {port_env: HTTP_PORT, path: /hooks?v=1, concurrency: 3}
            payload: event.json
            signature: standard-webhooks
            """
        let strategy = try load(yaml, ["event.json": #"{"id": ":id"}"#])
        let webhook = try #require(strategy.command?.webhook)
        #expect(webhook.portVariable == "HTTP_PORT" && webhook.path == "/hooks?v=1" && webhook.concurrency == 3)
        #expect(webhook.signature == .standardWebhooks)
        guard case .template(let template) = webhook.payload else {
            Issue.record("\(webhook.payload) is no template")
            return
        }
        #expect(template.names == ["id"])
        #expect(strategy.fingerprint != (try load(yaml, ["event.json": #"{"id": ":deleted"}"#])).fingerprint)
        let message = try load("worker: ./w\nbroker: webhook\npayload: message").command?.webhook?.payload
        #expect(message == .message)
    }

    @Test(
        "What cannot be is refused where it stands",
        arguments: [
            ("worker: ./w\nlisten: {path: /a}", [:], "'listen' is about events that are posted"),
            ("worker: ./w\nbroker: sequin\nsignature: stripe", [:], "'signature' is about events that are posted"),
            ("payload: batch", ["upsert.sql": "select 1"], "'payload' is about events that are posted"),
            ("worker: ./w\nbroker: webhook\nlisten: {port: 1}", [:], "there is no key 'port'"),
            ("worker: ./w\nbroker: webhook\nlisten: {path: a}", [:], "'a' is no path"),
            ("worker: ./w\nbroker: webhook\nlisten: {path: /a b}", [:], "'/a b' is no path"),
            ("worker: ./w\nbroker: webhook\nlisten: {port_env: A-B}", [:], "'A-B' cannot be a variable's name"),
            ("worker: ./w\nbroker: webhook\nlisten: {concurrency: 0}", [:], "'concurrency' cannot be '0'"),
            ("worker: ./w\nbroker: webhook\nlisten: {concurrency: 9}", [:], "'concurrency' cannot be '9'"),
            ("worker: ./w\nbroker: webhook\nsignature: sequin", [:], "'signature' cannot be 'sequin'"),
            ("worker: ./w\nbroker: webhook\npayload: bare", [:], "'payload' cannot be 'bare'"),
            ("worker: ./w\nbroker: webhook\npayload: p.json", [:], "there is no file 'p.json'"),
            ("worker: ./w\nbroker: webhook\npayload: p.json", ["p.json": "{\n'a'}"], "it is not JSON: "),
            (
                "worker: ./w\nbroker: webhook\nenv: {A: \"{webhok_secret}\"}", [:],
                "'{webhok_secret}' stands for nothing"
            ),
        ] as [(String, [String: String], String)])
    func refused(yaml: String, files: [String: String], message: String) throws {
        let error = #expect(throws: StrategyError.self) { try load(yaml, files) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        #expect(error?.line != nil)
    }

    @Test("A name that no delivery has is refused, and what is meant is said")
    func unknownName() throws {
        let error = #expect(throws: StrategyError.self) {
            try load("worker: ./w\nbroker: webhook\npayload: p.json", ["p.json": #"[":id", "x:{updated_ids}"]"#])
        }
        #expect(error?.file.hasSuffix("/p.json") == true)
        #expect(error?.message == "there is no variable 'updated_ids'")
        #expect(error?.remedy == "did you mean 'updated_idx'?")
    }
}
