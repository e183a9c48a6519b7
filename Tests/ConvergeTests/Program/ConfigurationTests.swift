import Foundation
import TestSupport
import Testing

@testable import converge

/// `converge.yml`: options by name, and named sets; flags beat environment beats file.
@Suite(.ownTime) struct ConfigurationTests {
    private struct Report: Decodable {
        struct Settings: Decodable { var explorer: String }
        struct Result: Decodable {
            var scenario: String
            var schedules: Int
        }
        var seed: UInt64
        var settings: Settings
        var results: [Result]
    }

    private static let file = """
        seed: 7
        scenario: [in-order, ack-wait-race]
        schedules: 3
        json: "-"
        check-determinism: false
        settings:
          nightly:
            explorer: pct
            schedules: 5
            check-determinism: true
          one: {scenario: in-order}
        """

    private func report(_ box: Sandbox, _ arguments: String...) async throws -> Report {
        let outcome = try await box.run(["verify", "guarded-upsert"] + arguments)
        // So few schedules may miss the hazard, which is inconclusive, and not the point here.
        #expect([0, 2].contains(outcome.status), "\(outcome.error)")
        return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    }

    @Test func optionsAndSets() async throws {
        let box = try Sandbox()
        try box.write(Self.file, to: "converge.yml")
        let plain = try await report(box)
        #expect(plain.seed == 7)
        #expect(plain.settings.explorer == "random")
        #expect(plain.results.map(\.scenario) == ["in-order", "ack-wait-race"])
        #expect(plain.results.map(\.schedules) == [3, 3])

        let nightly = try await report(box, "--settings", "nightly", "--scenario", "ack-wait-race")
        #expect(nightly.settings.explorer == "pct")
        #expect(nightly.results.map(\.scenario) == ["ack-wait-race"], "a flag replaces the file's list")
        #expect(nightly.results.map(\.schedules) == [5])

        let flags = try await report(box, "--settings=one", "--seed=9", "--schedules", "2")
        #expect(flags.seed == 9)
        #expect(flags.results.map(\.schedules) == [2])
    }

    @Test func environmentBeatsFile() async throws {
        let box = try Sandbox()
        try box.write("database-url: postgresql://nobody@127.0.0.1:1/\ncolor: always\n", to: "converge.yml")
        let fromFile = try await box.run("verify", "guarded-upsert")
        #expect(fromFile.status == 69, "\(fromFile.error)")
        let fromEnvironment = try await box.run(
            "verify", "guarded-upsert", environment: ["CONVERGE_DATABASE_URL": "postgresql://a@b@c/"])
        #expect(fromEnvironment.status == 64)
        #expect(fromEnvironment.error.contains("several @"))
        // A flag of one kind of server makes the file's other kind give way.
        let flag = try await box.run("verify", "guarded-upsert", "--postgres-bin", "/nowhere")
        #expect(flag.status == 69)
        #expect(flag.error.contains("/nowhere"))

        #expect(try await box.run("list").output.contains("\u{1B}["))
        #expect(try await !box.run("list", environment: ["NO_COLOR": "1"]).output.contains("\u{1B}["))
        #expect(try await !box.run("list", "--color", "never").output.contains("\u{1B}["))
    }

    @Test(arguments: [
        ("sed: 7", "converge.yml:1:1: there is no key 'sed': did you mean 'seed'?"),
        (
            "# a\n\nsettings:\n  ci:\n    scenarios: x",
            "converge.yml:5:5: there is no key 'scenarios': did you mean 'scenario'?"
        ),
        ("settings: {ci: {settings: {}}}", "converge.yml:1:17: there is no key 'settings'"),
        ("seed: 1\nbudget: soon", "converge.yml:2: The value 'soon' is invalid for '--budget"),
        ("# a\nschedules: 0", "converge.yml:2: --schedules takes 1 to 100000000, not 0"),
        ("seed: [1, 2]", "converge.yml:1: 'seed' takes one value, not 2"),
        ("audit: yes please", "converge.yml:1: 'audit' is true or false, not 'yes please'"),
        ("seed: {a: 1}", "converge.yml:1:7: 'seed' must be a text"),
        ("seed: 1\nseed: 2", "is there twice"), ("- seed", "must be a mapping"), ("a: [", "it is not YAML"),
        ("strategies: x", "there is no key 'strategies'"), ("help: true", "there is no key 'help'"),
    ])
    func refuses(text: String, words: String) async throws {
        let box = try Sandbox()
        try box.write(text, to: "converge.yml")
        expectRefusal(try await box.run("verify", "guarded-upsert"), 64, words, leftovers: box.leftovers)
    }

    @Test func setsThatDoNotExist() async throws {
        let box = try Sandbox()
        expectRefusal(
            try await box.run("verify", "guarded-upsert", "--settings", "ci"), 64,
            "--settings ci: there is no converge.yml in this directory", leftovers: box.leftovers)
        try box.write(Self.file, to: "converge.yml")
        expectRefusal(
            try await box.run("verify", "guarded-upsert", "--settings", "nightli"), 64,
            "converge.yml has no settings 'nightli': did you mean 'nightly'?", leftovers: box.leftovers)
    }

    @Test func everyOptionCanBeSet() {
        let catalogue = OptionCatalogue()
        let verify = catalogue.options(of: "verify").map(\.name)
        for name in ["scenario", "seed", "budget", "explorer", "json", "failures", "shard", "database-url", "quiet"] {
            #expect(verify.contains(name))
        }
        #expect(!catalogue.names.contains("help"))
        #expect(catalogue.options(of: "measure") == [], "hidden commands cannot be configured")
    }
}
