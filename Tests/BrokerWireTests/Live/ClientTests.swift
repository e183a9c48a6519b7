import Foundation
import OrderedCollections
import Sequin
import Subprocess
import TestSupport
import Testing

@testable import BrokerWire

/// Real clients of HTTP get from the machine what they ask.
@Suite(.ownTime) struct ClientTests {
    private static func isInstalled(_ program: String) -> Bool {
        ["/usr/bin", "/bin", "/usr/local/bin"].contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
    }

    private func serve(
        _ body: (_ url: String) async throws -> Void
    ) async throws -> [BrokerRequest] {
        let record = Record(
            id: "a", collectionSlug: "stripe:subscription", provider: "stripe", upstreamID: "sub_1", deleted: false,
            updatedIdx: 7, sync: Record.Sync(id: "s", externalID: nil, metadata: .object([:])), upstreamCreatedAt: nil,
            upstreamUpdatedAt: nil, data: .object(["plan": .string(String(repeating: "é", count: 50_000))]))
        let server = BrokerServer([Delivery(ackID: AckID("d12"), record: record, deliverCount: 1)])
        defer { server.stop() }
        try await body("http://127.0.0.1:\(server.port)/api/http_pull_consumers/orders")
        return server.requests
    }

    private let expected: [BrokerRequest] = [
        .receive(batchSize: 2, waitFor: .seconds(60)), .ack([AckID("d12")]), .nack([AckID("d12")]),
    ]

    @Test("Python's own client, on one connection", .enabled(if: ClientTests.isInstalled("python3")))
    func python() async throws {
        let requests = try await serve { url in
            let script = """
                import http.client, json, sys
                host, path = sys.argv[1].removeprefix("http://").split("/", 1)
                connection = http.client.HTTPConnection(host)
                def call(name, body):
                    headers = {"authorization": "Bearer secret", "content-type": "application/json"}
                    connection.request("POST", f"/{path}/{name}", json.dumps(body), headers)
                    answer = connection.getresponse()
                    assert answer.status == 200, answer.status
                    return json.load(answer)
                got = call("receive", {"max_batch_size": 2, "wait_for": 60000})["data"]
                assert [len(m["data"]["record"]["data"]["plan"]) for m in got] == [50000], got
                ids = [m["ack_id"] for m in got]
                assert call("ack", {"ack_ids": ids}) == {"success": True}
                assert call("nack", {"ack_ids": ids}) == {"success": True}
                """
            let result = try await Subprocess.run(
                .name("python3"), arguments: ["-c", script, url], output: .discarded, error: .string(limit: 1 << 16))
            #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
        }
        #expect(requests == expected)
    }

    @Test("curl: a body in chunks, one that is announced, a query", .enabled(if: ClientTests.isInstalled("curl")))
    func curl() async throws {
        let long = String(repeating: " ", count: 2_000_000)
        let requests = try await serve { url in
            func curl(_ call: String, _ body: String, _ options: [String]) async throws {
                let result = try await Subprocess.run(
                    .name("curl"),
                    arguments: Arguments(
                        ["-sSf", "-H", "Authorization: Bearer secret", "-H", "Content-Type: application/json"]
                            + options + ["\(url)/\(call)"]),
                    input: .string(body), output: .discarded, error: .string(limit: 1 << 16))
                #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
            }
            try await curl("receive?max_batch_size=2&wait_for=60s", "", [])
            let ids = #"{"ack_ids": ["64000001-0000-4000-8000-00000000000c"]}"#
            try await curl("ack", ids + long, ["--data-binary", "@-"])
            try await curl("nack", ids + long, ["-X", "POST", "-T", "-", "-H", "Expect: 100-continue"])
        }
        #expect(requests == expected)
    }
}
