import Foundation
import TestSupport
import Testing

/// The program `fake-sequin` as its users see it.
@Suite struct ProgramTests {
    @Test func `it says where it listens, serves, and ends when asked to`() async throws {
        let program = try RunningProgram("fake-sequin", ["--port", "0"])
        let line = try #require(try await program.firstLine())
        let match = try #require(
            line.firstMatch(of: ##/^fake-sequin listens on http://127.0.0.1:(\d+)/#token=(\w+)$/##))
        let port = try #require(Int(match.1))
        for (token, status) in [(String(match.2), 200), ("other", 401)] {
            let request =
                "GET /control/state HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer \(token)\r\n\r\n"
            #expect(try await RawHTTP.exchange(request, port: port).status == status)
        }
        program.signal(SIGTERM)
        #expect(try await program.status() == 0)
        #expect(program.error == "")
    }

    @Test func `a token that was given is not printed`() async throws {
        let program = try RunningProgram("fake-sequin", ["--port", "0"], environment: ["FAKE_SEQUIN_TOKEN": "hush"])
        let line = try #require(try await program.firstLine())
        #expect(!line.contains("hush") && !line.contains("token"))
        program.signal(SIGINT)
        #expect(try await program.status() == 0)
    }

    @Test func `no log holds the token, however much is logged`() async throws {
        let program = try RunningProgram(
            "fake-sequin", ["--port", "0", "--log-level", "trace"], environment: ["FAKE_SEQUIN_TOKEN": "hush"])
        let line = try #require(try await program.firstLine())
        let port = try #require(line.firstMatch(of: #/:(\d+)/$/#).flatMap { Int($0.1) })
        for token in ["hush", "hush hush"] {
            let request =
                "GET /control/state HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer \(token)\r\n\r\n"
            _ = try await RawHTTP.exchange(request, port: port)
        }
        program.signal(SIGTERM)
        #expect(try await program.status() == 0)
        #expect(!program.error.isEmpty && !program.error.contains("hush"))
    }

    @Test func `a poll that waits does not keep it from ending`() async throws {
        let program = try RunningProgram("fake-sequin", ["--port", "0", "--token", "t"])
        let line = try #require(try await program.firstLine())
        let port = try #require(line.firstMatch(of: #/:(\d+)/$/#).flatMap { Int($0.1) })
        let poll =
            "GET /api/http_pull_consumers/default/receive?wait_for=300s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n"
        async let answer = RawHTTP.exchange(poll, port: port)
        let state = "GET /control/state HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer t\r\n\r\n"
        while try await !RawHTTP.exchange(state, port: port).body.contains(#""waiting":1"#) {
            try await Task.sleep(for: .milliseconds(5))
        }
        program.signal(SIGTERM)
        #expect(try await program.status() == 0)
        _ = try await answer
    }

    @Test func `a port that is taken is told`() async throws {
        try await withServer { server async throws in
            let program = try RunningProgram("fake-sequin", ["--port", "\(server.port)"])
            #expect(try await program.status() == 69)
            #expect(
                program.error == "fake-sequin: cannot listen on 127.0.0.1:\(server.port): it is taken: choose another "
                    + "--port or --host.\n")
        }
    }

    @Test func `listening beyond loopback is told`() async throws {
        let program = try RunningProgram("fake-sequin", ["--port", "0", "--host", "0.0.0.0"])
        _ = try await program.firstLine()
        #expect(program.error.contains("listens beyond loopback"))
        program.signal(SIGTERM)
        #expect(try await program.status() == 0)
    }

    @Test(arguments: [
        (["--port", "70000"], 64, "--port"), (["--kind", "kafka"], 64, "kafka"),
        (["--ack-wait", "0"], 64, "--ack-wait"),
        (["--token", ""], 64, "--token"), (["--bogus"], 64, "--bogus"), (["--tls-key", "x"], 64, "go together"),
        (["--load", "/nowhere"], 65, "/nowhere cannot be read"),
        (["--tls-key", "/nowhere", "--tls-certificate", "/nowhere"], 65, "certificate"),
        (["--host", "203.0.113.1"], 69, "no address of this machine"),
    ]) func `bad arguments get a sentence and a status`(arguments: [String], status: Int32, words: String) async throws
    {
        let program = try RunningProgram("fake-sequin", ["--port", "0"] + arguments)
        #expect(try await program.status() == status)
        #expect(program.output == "")
        #expect(program.error.hasPrefix("fake-sequin: ") && program.error.contains(words), "\(program.error)")
        #expect(program.error.split(separator: "\n").count == 1, "\(program.error)")
    }

    @Test func `without a token it serves its clients, over loopback alone`() async throws {
        let server = try RunningProgram("fake-sequin", ["--port", "0", "--no-token"])
        let line = try #require(try await server.firstLine())
        let port = try #require(line.firstMatch(of: #/:(\d+)/$/#).flatMap { Int($0.1) }, "\(line)")
        for path in ["/control/state", "/api/http_pull_consumers/default/receive"] {
            let request = "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            #expect(try await RawHTTP.exchange(request, port: port).status == 200)
        }
        for more in [["--host", "0.0.0.0"], ["--token", "t"]] {
            let refused = try RunningProgram("fake-sequin", ["--port", "0", "--no-token"] + more)
            #expect(try await refused.status() == 64)
            #expect(refused.error.contains("--no-token"), "\(refused.error)")
        }
    }

    @Test func `a file of changes is published`() async throws {
        let folder = try Folder(["changes.jsonl": #"{"kind": "create", "record": 0}"#, "bad.jsonl": "{}\nno"])
        let bad = try RunningProgram("fake-sequin", ["--port", "0", "--load", "\(folder.path)/bad.jsonl"])
        #expect(try await bad.status() == 65)
        #expect(bad.error.contains("bad.jsonl:1: "), "\(bad.error)")
        let good = try RunningProgram(
            "fake-sequin", ["--port", "0", "--token", "t", "--load", "\(folder.path)/changes.jsonl"])
        let line = try #require(try await good.firstLine())
        let port = try #require(line.firstMatch(of: #/:(\d+)/$/#).flatMap { Int($0.1) })
        let request = "GET /control/records HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer t\r\n\r\n"
        #expect(try await RawHTTP.exchange(request, port: port).body.contains(#""id":"A""#))
    }
}
