import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What a program asks of its consumer and cannot have is said when the folder is loaded: what was asked, what was answered,
/// and why.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg")) struct RefusedCallTests {
    /// A program that asks once, and ends where it is refused.
    private static func script(
        _ path: String, _ body: String, method: String = "POST", token: String = "SEQUIN_TOKEN"
    ) -> String {
        """
        import os, urllib.request
        url = os.environ['SEQUIN_URL'] + '/api/http_pull_consumers/\(path)'
        request = urllib.request.Request(url, method='\(method)', data=b'''\(body)''' or None, headers={
            'Authorization': 'Bearer ' + os.environ['\(token)'], 'Content-Type': 'application/json'})
        try:
            urllib.request.urlopen(request)
        except OSError as error:
            raise SystemExit(str(error))
        """
    }

    private func refusal(_ script: String) async throws -> String {
        try await ProgramFolder.with(script) { strategy in
            let error = await #expect(throws: StrategyError.self) {
                try await TestServer.verify(strategy, in: "in-order", schedules: 1)
            }
            return error?.message ?? ""
        }
    }

    @Test(
        "The sentence names the call, the answer, and what was wrong",
        arguments: [
            (
                script("converge/receive", #"{"max_batch_size": 0}"#),
                "POST /api/http_pull_consumers/converge/receive was answered with 400: Invalid `max_batch_size`. "
                    + "`max_batch_size` must be an integer between 1 and 1000; `max_batch_size` is 0"
            ),
            (
                script("orders/receive", "{}"),
                "POST /api/http_pull_consumers/orders/receive was answered with 404: Not found: No `consumer` found "
                    + "matching the provided ID or name; SEQUIN_CONSUMER is 'converge'"
            ),
            (
                script("converge/receive", "{a}"),
                "POST /api/http_pull_consumers/converge/receive was answered with 400: Bad Request; its body is "
                    + "malformed: a key is expected at byte 1"
            ),
            (
                script("converge/ack", "", method: "GET"),
                "GET /api/http_pull_consumers/converge/ack was answered with 404: Not Found; this path takes POST"
            ),
            (
                script("converge/receive", "{}", token: "SEQUIN_URL"),
                "POST /api/http_pull_consumers/converge/receive was answered with 401: Unauthorized: send the header "
                    + "`Authorization: Bearer TOKEN`; its token is another than SEQUIN_TOKEN"
            ),
        ])
    func told(script: String, sentence: String) async throws {
        let message = try await refusal(script)
        let head = "worker 1: ended with status 1, and what it asked for last was refused: "
        #expect(message.hasPrefix(head + sentence), "\(message)")
        #expect(message.contains("; its last lines: HTTP Error 4"), "\(message)")
    }

    @Test("A program that asks for ever what it cannot have is not waited for")
    func again() async throws {
        let call = Self.script("converge/take", "{}").split(separator: "\n").dropFirst().map { "    \($0)" }
        let message = try await refusal(
            (["import os, urllib.request", "while True:"] + call).joined(separator: "\n")
                .replacing("raise SystemExit(str(error))", with: "pass"))
        let head =
            "worker 1: asks again and again for what it cannot have, and what it asked for last was refused: POST "
        #expect(message.hasPrefix(head), "\(message)")
    }

    @Test("A session that no server opens is refused with what the server said")
    func session() async throws {
        let message = try await refusal(
            """
            import os, psycopg
            psycopg.connect(os.environ['DATABASE_URL'], options='-c no_such_setting=1')
            """)
        let sentence =
            "worker 1: ended with status 1, and what it asked for last was refused: a connection to the database was "
            + "answered with 42704 "
        #expect(message.hasPrefix(sentence), "\(message)")
    }
}
