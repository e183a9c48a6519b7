import TestSupport
import Testing

/// Exit 65: a strategy or a failure file that cannot be used.
@Suite(.ownTime) struct BrokenInputTests {
    @Test func missingFolder() async throws {
        let box = try Sandbox()
        expectRefusal(
            try await box.run("verify", "./nowhere"), 65, "./nowhere", "there is no such folder",
            leftovers: box.leftovers)
        expectRefusal(
            try await box.run("verify", "naive-upser"), 65, "did you mean the built-in 'naive-upsert'?",
            leftovers: box.leftovers)
    }

    @Test func missingScript() async throws {
        let box = try Sandbox()
        try box.write("create table t ();", to: "own/schema.sql")
        expectRefusal(try await box.run("verify", "own"), 65, "there is no upsert.sql", leftovers: box.leftovers)
    }

    @Test(arguments: [
        (["upsert.sql": ""], "own/upsert.sql: it has no statement"),
        (["upsert.sql": "select 1;\n\\watch 5\n"], "own/upsert.sql:2:1: \\watch"),
        (["upsert.sql": "select :'idd';"], "did you mean 'id'?"),
        (["upsert.sql": "\\if true\nselect 1;\n"], "own/upsert.sql:1:1"),
        (["upsert.sql": "begin;\nselect 1;\n"], "own/upsert.sql:1:1: the script can end inside the transaction"),
        (["strategy.yml": "dletes: hard"], "did you mean 'deletes'?"),
        (["strategy.yml": "deletes: hrd"], "did you mean 'hard'?"),
        (["strategy.yml": "deletes: [\n"], "own/strategy.yml"),
        (
            ["strategy.yml": "expect: {in-ordre: holds}"],
            "own/strategy.yml:1:10: there is no scenario 'in-ordre': did you mean 'in-order'?"
        ),
        (
            ["strategy.yml": "expect:\n  in-order: {verdict: violated, property: livness}"],
            "own/strategy.yml:2:43: there is no property 'livness': did you mean 'liveness'?"
        ),
        (
            ["strategy.yml": "expect:\n  in-order: {verdict: holds, consumer: fence}"],
            "own/strategy.yml:2:40: there is no consumer 'fence': did you mean 'fenced'?"
        ),
        (
            ["strategy.yml": "accept:\n  late-akc: so"],
            "own/strategy.yml:2:3: there is no scenario 'late-akc': did you mean 'late-ack'?"
        ),
    ])
    func unreadableStrategy(files: [String: String], words: String) async throws {
        let box = try Sandbox()
        try box.strategy(files)
        expectRefusal(try await box.run("verify", "own"), 65, words, leftovers: box.leftovers)
    }

    @Test(arguments: [
        (["upsert.sql": "select 1;\ninsert into nowhere values (1);"], "own/upsert.sql:2:13", "relation \"nowhere\""),
        (["schema.sql": "create schema stripe;\ncreate tabel x ();"], "own/schema.sql:2:8", "syntax error at or near"),
    ])
    func strategyThatPostgresRefuses(files: [String: String], place: String, words: String) async throws {
        let box = try Sandbox()
        try box.strategy(files)
        expectRefusal(try await box.run("verify", "own"), 65, place, words, leftovers: box.leftovers)
    }

    @Test func everyStrategyIsTriedBeforeTheFirstIsRun() async throws {
        let box = try Sandbox()
        try box.strategy(["upsert.sql": "select nothing;"])
        expectRefusal(
            try await box.run("verify", "naive-upsert", "own"), 65, "own/upsert.sql:1:8", leftovers: box.leftovers)
    }

    @Test(arguments: [
        ("", "torn"), ("{\"converge\": 1, \"cho", "torn"), ("{\"name\": \"package.json\"}", "no failure file"),
        ("{\"converge\": 99}", "format 99"), ("{\"converge\": 3}", "is missing or wrong"),
    ])
    func failureFile(text: String, words: String) async throws {
        let box = try Sandbox()
        try box.write(text, to: "failure.json")
        expectRefusal(
            try await box.run("replay", "failure.json"), 65, "failure.json", words, leftovers: box.leftovers)
    }
}
