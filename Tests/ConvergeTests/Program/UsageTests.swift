import TestSupport
import Testing

/// Exit 64: what was asked for makes no sense; nothing is started.
@Suite(.ownTime) struct UsageTests {
    @Test(arguments: [
        (["verfy"], "did you mean 'verify'?"),
        (["verify"], "Missing expected argument"),
        (["verify", "naive-upsert", "--scenari", "in-order"], "Did you mean '--scenario'?"),
        (["verify", "naive-upsert", "--scenario", "ack-wait-rac"], "did you mean 'ack-wait-race'?"),
        (["verify", "naive-upsert", "--scenario", ""], "--scenario names no scenario"),
        (["verify", "naive-upsert", "--consumer", "fencd"], "did you mean 'fenced'?"),
        (["verify", "naive-upsert", "--explorer", "dfs"], "use one of random"),
        (["verify", "naive-upsert", "--budget", "5"], "--budget"),
        (["verify", "naive-upsert", "--budget", "0s"], "--budget"),
        (["verify", "naive-upsert", "--seed", "x"], "--seed"),
        (["verify", "naive-upsert", "--schedules", "0"], "--schedules takes 1 to"),
        (["verify", "naive-upsert", "--workers", "0"], "takes 1 to 16 workers, not 0"),
        (["verify", "naive-upsert", "--records", "5000"], "records, not 5000"),
        (["verify", "naive-upsert", "--scenario", "delete-race", "--changes", "1"], "changes, not 1"),
        (["verify", "naive-upsert", "--depth", "3"], "--explorer pct"),
        (["verify", "naive-upsert", "--json", "nodir/r.json"], "there is no directory nodir"),
        (["verify", "naive-upsert", "--json", "tmp"], "is a directory"),
        (["verify", "naive-upsert", "--failures", "file"], "is a file"),
        (["verify", "naive-upsert", "--database-url", "postgresql://u:p@x@h/"], "%40"),
        (["verify", "naive-upsert", "--color", "sometimes"], "--color"),
        (["matrix", "--strategy", "naiv-upsert"], "did you mean 'naive-upsert'?"),
        (["matrix", "--strategy", "guarded-upsert,nave-upsert"], "did you mean 'naive-upsert'?"),
        (["matrix", "--strategy", "our-own"], "there is no built-in strategy 'our-own': 'converge list' names all."),
        (["matrix", "--strategy", ","], "--strategy names no strategy"),
        (["init", "x", "--from", "naive"], "there is no built-in strategy 'naive'"),
        (["init", "full", "--from", "naive-upsert"], "not empty"),
    ])
    func refuses(arguments: [String], words: String) async throws {
        let box = try Sandbox()
        try box.write("", to: "file")
        try box.write("", to: "full/of-things")
        expectRefusal(try await box.run(arguments), 64, words, leftovers: box.leftovers)
    }

    @Test func initMakesACopyThatCanBeChecked() async throws {
        let box = try Sandbox()
        let made = try await box.run("init", "mine", "--from", "guarded-upsert")
        #expect(made.status == 0)
        #expect(made.output.contains("converge verify ./mine"))
        #expect(try box.text("mine/upsert.sql").contains("on conflict"))
        #expect(try box.text("mine/upsert.sql").hasPrefix("-- Run for each delivery."))
        #expect(try !box.text("mine/strategy.yml").contains("expect:"))
        let checked = try await box.run("verify", "./mine", "--scenario", "in-order", "--schedules", "2")
        #expect(checked.status == 0, "\(checked.error)")
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionScripts(shell: String) async throws {
        let box = try Sandbox()
        let script = try await box.run("--generate-completion-script", shell)
        #expect(script.status == 0)
        for word in ["merge", "replay", "settings", "check-determinism"] { #expect(script.output.contains(word)) }
    }

    @Test func listShowsWhatThereIs() async throws {
        let box = try Sandbox()
        let list = try await box.run("list", environment: ["LANG": "C"])
        #expect(list.status == 0)
        #expect(list.error == "")
        for word in ["naive-upsert", "ack-wait-race", "sequin-streams", "no-resurrection"] {
            #expect(list.output.contains(word))
        }
        #expect(list.output.allSatisfy { $0.isASCII })
        #expect(list.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test(arguments: [
        ["--help"], ["matrix", "--help"], ["verify", "--help"], ["replay", "--help"], ["merge", "--help"],
        ["list", "--help"], ["init", "--help"],
    ])
    func helpHasAnExample(arguments: [String]) async throws {
        let box = try Sandbox()
        let help = try await box.run(arguments)
        #expect(help.status == 0)
        #expect(help.output.contains("EXAMPLES"))
    }
}
