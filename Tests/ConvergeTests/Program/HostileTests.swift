import Foundation
import TestSupport
import Testing

/// Strategies and failure files from people who mean no good.
@Suite(.ownTime) struct HostileTests {
    private static let upsert = """
        insert into stripe.subscriptions values (:'id') on conflict do nothing;

        """
    /// Statements that never end, each in its own way; the second cannot be cancelled.
    private static let endless = [
        "sleeps": "select pg_sleep(1e9);", "catches": "select spin();",
        "counts": """
        with recursive t(n) as (select 1 union all select 1 from t) select count(*) from t;
        """,
        "talks": "do $$ begin loop raise notice 'and another thing'; end loop; end $$;",
    ]
    private static let spin = """
        create schema stripe; create table stripe.subscriptions (id text primary key);
        create function spin() returns void language plpgsql as $$
        begin
            loop
                begin
                    perform pg_sleep(1);
                exception when query_canceled then null;
                end;
            end loop;
        end $$;
        """

    private func write(_ box: Sandbox) throws {
        for (name, statement) in Self.endless {
            try box.write(Self.spin, to: "\(name)/schema.sql")
            try box.write(Self.upsert + statement, to: "\(name)/upsert.sql")
        }
    }

    @Test func statementsThatNeverEnd() async throws {
        let box = try Sandbox()
        try write(box)
        let names = Self.endless.keys.sorted()
        let outcome = try await box.run(
            ["verify"] + names + [
                "guarded-upsert", "--scenario", "in-order,crash-before-commit", "--schedules", "3",
                "--statement-limit", "2s", "--server-time", "real",
            ])
        #expect(outcome.status == 2, "\(outcome.error)")
        for name in names {
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count { $0.hasPrefix("? \(name) ") } == 2, "\(outcome.output)")
        }
        #expect(outcome.output.contains("a statement did not end within 2 s, and was ended"))
        // It is theirs, and says nothing about the others.
        #expect(outcome.output.contains("✓ guarded-upsert  in-order"))
        #expect(outcome.output.contains("✓ guarded-upsert  crash-before-commit"))
        #expect(!outcome.error.contains("environment"))
        #expect(box.leftovers == [])
    }

    /// Where time is the schedule's, how long a statement sleeps is known, and judged.
    @Test func sleepThatNeverEnds() async throws {
        let box = try Sandbox()
        try write(box)
        let outcome = try await box.run(
            "verify", "sleeps", "--scenario", "in-order", "--schedules", "3", "--statement-limit", "2s")
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.error)")
        #expect(outcome.output.contains("✗ sleeps  in-order  violates liveness"), "\(outcome.output)")
        #expect(box.leftovers == [])
    }

    @Test func schemaThatNeverEnds() async throws {
        let box = try Sandbox()
        try box.strategy(["schema.sql": Self.spin + "set statement_timeout = 0; select spin();"])
        let outcome = try await box.run("verify", "own", "--statement-limit", "1s")
        expectRefusal(outcome, 65, "own", "did not end within 1 s", "select spin()", leftovers: box.leftovers)
    }

    @Test func interruptionOfWhatNeverEnds() async throws {
        let box = try Sandbox()
        try write(box)
        let outcome = try await box.run(["verify", "catches", "--scenario", "in-order", "--json", "r.json"]) { pid in
            try await box.waitForWorlds(databases: 5)
            kill(pid, SIGINT)
        }
        #expect(outcome.status == 130, "\(outcome.error)")
        #expect(try box.text("r.json").contains("\"results\" : ["))
        #expect(box.leftovers == [])
    }

    // MARK: Failure files

    /// A file that is in order but for some of its values.
    private func file(
        strategy: String = "guarded-upsert", scenario: String = "ack-wait-race", call: String = "upsert.sql:5",
        record: String = "A", because: String = "x"
    ) throws -> String {
        let file: [String: Any] = [
            "converge": 3, "tool": "9\u{1B}[2J", "strategy": strategy, "fingerprint": "x", "scenario": scenario,
            "consumer": "fenced", "seed": 1,
            "bounds": ["workers": 2, "records": 1, "changes": 1, "clock": 1, "faults": 0],
            "changes": [["kind": "create", "record": 0]],
            "choices": [
                ["action": "create", "records": [record]], ["action": "statement", "worker": 1, "call": call],
            ],
            "violation": ["property": "convergence", "step": 2, "because": because], "history": "x",
        ]
        return String(decoding: try JSONSerialization.data(withJSONObject: file), as: UTF8.self)
    }

    /// A way out, if anything were to run it: a shell's, psql's, SQL's, a terminal's, GitHub's.
    private static let baits = [
        "$(touch escaped)", "`touch escaped`", "x; touch escaped", "| touch escaped", "\\! touch escaped",
        "'; copy (select 1) to program 'touch escaped'; --", "\u{1B}]0;escaped\u{7}\u{1B}[2J", "\n::error::escaped",
        "../../../../etc/passwd", "<script>escaped</script>",
    ]

    @Test func failureFileIsData() async throws {
        let box = try Sandbox()
        for (number, bait) in Self.baits.enumerated() {
            for (place, text) in [
                ("strategy", try file(strategy: bait)), ("scenario", try file(scenario: bait)),
                ("call", try file(call: bait)), ("record", try file(record: bait)),
                ("because", try file(because: bait)),
            ] {
                // Each that gets as far as a server costs a second: one of each kind will do.
                let reachesServer = ["call", "record", "because"].contains(place)
                if reachesServer, number % 5 != place.utf8.count % 5 { continue }
                try box.write(text, to: "f.json")
                let outcome = try await box.run("replay", "f.json", "--mermaid", "m.mmd", "--schedules", "1")
                // It cannot be read, or not be followed, or does not fail.
                #expect([0, 2, 65].contains(outcome.status), "\(place): \(bait): \(outcome.error)")
                let shown = outcome.output + outcome.error
                #expect(!shown.contains("\u{1B}") && !shown.contains("\n::"), "\(place): \(shown)")
                #expect(!box.entries.contains("escaped"), "\(place): \(bait)")
            }
        }
        #expect(box.leftovers == [])
    }
}
