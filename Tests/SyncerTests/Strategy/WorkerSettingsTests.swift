import OrderedCollections
import TestSupport
import Testing

@testable import Syncer

/// `worker`, `env`, `bookkeeping`, `time` and `broker` in strategy.yml.
@Suite(.ownTime) struct WorkerSettingsTests {
    private func load(_ yaml: String, _ files: [String: String] = [:]) throws -> Strategy {
        let all = ["schema.sql": "create table t (id text)", "strategy.yml": yaml].merging(files) { $1 }
        return try withFolder(all) { try Strategy.load(folder: $0) }
    }

    @Test(
        "A line is cut into words as a shell would, but for what stands for something else",
        arguments: [
            ("python3 worker.py", ["python3", "worker.py"]), ("  a\t b ", ["a", "b"]),
            (#"sh -c 'a "b" c' ''"#, ["sh", "-c", #"a "b" c"#, ""]),
            (#"x"y z"w"#, ["xy zw"]),
        ])
    func words(line: String, words: [String]) { #expect(WorkerCommand.words(of: line) == words) }

    @Test("A quote that is not closed makes no words")
    func openQuote() { #expect(WorkerCommand.words(of: "sh -c 'a") == nil) }

    @Test("A folder with a program needs no upsert.sql")
    func program() throws {
        let strategy = try load(
            """
            worker: [python3, worker.py]
            env: {PG_DSN: "{database_url}", B: two, C: "{\\"a\\": {x}}"}
            bookkeeping: [select name from jobs]
            time: virtual
            broker: sequin
            """)
        #expect(
            strategy.command
                == WorkerCommand(
                    words: ["python3", "worker.py"],
                    environment: ["PG_DSN": "{database_url}", "B": "two", "C": #"{"a": {x}}"#],
                    bookkeeping: ["select name from jobs"], time: .virtual, broker: .sequin))
        #expect(strategy.isOpaque)
    }

    @Test("The program's files are part of the fingerprint")
    func fingerprint() throws {
        let (a, b) = (
            try load("worker: ./w", ["w": "one"]).fingerprint, try load("worker: ./w", ["w": "two"]).fingerprint
        )
        #expect(a != b)
        #expect(try load("worker: ./w", ["w": "one"]).fingerprint == a)
    }

    @Test(
        "What means nothing with a program, or without one, is refused where it stands",
        arguments: [
            ("worker: ./w\non_error: leave", [:], "'on_error' is about converge's own worker"),
            ("worker: ./w\ndeadline: 0.5", [:], "'deadline' is about converge's own worker"),
            ("worker: ./w", ["upsert.sql": "select 1"], "with 'worker' the folder's upsert.sql would never run"),
            ("worker: ./w", ["session.sql": "select 1"], "with 'worker' the folder's session.sql would never run"),
            ("env: {A: b}", ["upsert.sql": "select 1"], "'env' is for a program, and there is none"),
            ("time: virtual", ["upsert.sql": "select 1"], "'time' is for a program, and there is none"),
            ("worker: ./w\ntime: fast", [:], "'time' cannot be 'fast'"),
            ("broker: sequin", ["upsert.sql": "select 1"], "'broker' is for a program, and there is none"),
            ("worker: ./w\nbroker: sequins", [:], "'broker' cannot be 'sequins'"),
            ("bookkeeping: [a]", ["upsert.sql": "select 1"], "'bookkeeping' is for a program, and there is none"),
            ("worker: \"sh 'a\"", [:], "a quote is not closed in 'worker'"),
            ("worker: \" \"", [:], "'worker' names no program"),
            ("worker: []", [:], "'worker' names no program"),
            ("worker: ./w\nenv: {\"A=B\": c}", [:], "'A=B' cannot be a variable's name"),
            ("worker: ./w\nenv: {A: \"{databse_url}\"}", [:], "'{databse_url}' stands for nothing"),
            ("worker: ./w\nenv: {A: \"x={Broker_url}\"}", [:], "'{Broker_url}' stands for nothing"),
        ])
    func refused(yaml: String, files: [String: String], message: String) throws {
        let error = #expect(throws: StrategyError.self) { try load(yaml, files) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        #expect(error?.line != nil)
    }
}
