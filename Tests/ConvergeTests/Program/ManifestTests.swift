import Foundation
import TestSupport
import Testing
import Yams

/// What the documentation shows for CI, run here: each job or pod is a process of its own.
@Suite(.ownTime) struct ManifestTests {
    private static var root: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..")
            .standardizedFileURL.path
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    /// A directory as CI checks it out: a strategy that fails, options that make it quick, the program on PATH.
    private func checkout(_ box: Sandbox) async throws {
        #expect(try await box.run("init", "my-upsert", "--from", "naive-upsert").status == 0)
        try box.write("schedules: 20\nscenario: [in-order, ack-wait-race, legacy-rows]\n", to: "converge.yml")
        try box.write("#!/bin/sh\nexec \(Sandbox.program) \"$@\"\n", to: "bin/converge")
        chmod("\(box.path)/bin/converge", 0o755)
        try box.write("", to: "reports/.keep")
    }

    /// Runs a script as `sh -c` in the directory.
    private func shell(
        _ box: Sandbox, _ script: String, _ environment: [String: String] = [:]
    ) async throws -> Sandbox.Outcome {
        let path = ["PATH": "\(box.path)/bin:/usr/bin:/bin"]
        return try await box.run(
            executable: "/bin/sh", ["-c", script], environment: path.merging(environment) { $1 })
    }

    /// Runs a script once for each environment, all at once.
    private func atOnce(_ box: Sandbox, _ script: String, _ environments: [[String: String]]) async throws {
        try await withThrowingTaskGroup(of: Sandbox.Outcome.self) { group in
            for environment in environments {
                group.addTask { try await shell(box, script, environment) }
            }
            for try await outcome in group { #expect(outcome.status == 0, "\(outcome.error)\(outcome.output)") }
        }
    }

    private func expectVerdict(_ outcome: Sandbox.Outcome, _ box: Sandbox) {
        #expect(outcome.status == 1, "\(outcome.error)")
        #expect(outcome.output.contains("1 violated"))
        #expect(outcome.output.contains("my-upsert"))
        #expect(box.leftovers == [])
    }

    @Test func kubernetes() async throws {
        let jobs = try Array(Yams.compose_all(yaml: Self.text("docs/ci/kubernetes.yaml")))
        let specs = jobs.compactMap { $0["spec"] }
        let scripts = specs.compactMap {
            $0["template"]?["spec"]?["containers"]?.sequence?.first?["args"]?.sequence?.first?.string
        }
        try #require(scripts.count == 2)
        let count = try #require(specs[0]["completions"]?.int)
        #expect(specs[0]["completionMode"]?.string == "Indexed")
        let box = try Sandbox()
        try await checkout(box)
        try await atOnce(box, scripts[0], (0..<count).map { ["JOB_COMPLETION_INDEX": "\($0)"] })
        expectVerdict(try await shell(box, scripts[1]), box)
    }

    @Test func gitLab() async throws {
        let file = try #require(try Yams.compose(yaml: Self.text("docs/ci/gitlab.yml")))
        let count = try #require(file["shard"]?["parallel"]?.int)
        let script = try #require(file["shard"]?["script"]?.sequence?.first?.string)
        let verdict = try #require(file["verdict"]?["script"]?.sequence?.first?.string)
        let box = try Sandbox()
        try await checkout(box)
        try await atOnce(
            box, script, (1...count).map { ["CI_NODE_INDEX": "\($0)", "CI_NODE_TOTAL": "\(count)"] })
        expectVerdict(try await shell(box, verdict), box)
        #expect(try box.text("junit.xml").contains("<testsuite"))
    }

    /// The step of the composite action, with these inputs.
    private func action(_ box: Sandbox, _ inputs: [String: String]) async throws -> Sandbox.Outcome {
        let action = try #require(try Yams.compose(yaml: Self.text("action.yml")))
        let steps = try #require(action["runs"]?["steps"]?.sequence)
        let step = try #require(steps.first { $0["run"] != nil })
        var environment = [
            "CONVERGE_PROGRAM": Sandbox.program, "GITHUB_ACTION_PATH": Self.root,
            "GITHUB_OUTPUT": "\(box.path)/output", "GITHUB_STEP_SUMMARY": "\(box.path)/summary",
        ]
        for (key, value) in try #require(step["env"]?.mapping) {
            let expression = try #require(value.string)
            let name = try #require(expression.wholeMatch(of: #/\$\{\{ inputs\.([a-z]+) \}\}/#)?.1)
            let input = try #require(action["inputs"]?[String(name)], "the action has no input \(name)")
            environment[try #require(key.string)] = inputs[String(name)] ?? input["default"]?.string ?? ""
        }
        return try await box.run(
            executable: "/bin/bash", ["-c", try #require(step["run"]?.string)], environment: environment)
    }

    @Test func gitHubAction() async throws {
        let box = try Sandbox()
        try await checkout(box)
        let outcome = try await action(
            box,
            [
                "strategies": "./my-upsert", "options": "--seed 3  --schedules 200 --quiet", "shard": "1/1",
                "failures": "known",
            ])
        #expect(outcome.status == 1, "\(outcome.error)")
        #expect(try box.text("output") == "status=1\n")
        #expect(try box.text("converge.json").contains("\"seed\" : 3"))
        #expect(try box.text("summary").contains("my-upsert"))
        #expect(FileManager.default.fileExists(atPath: "\(box.path)/known/my-upsert-ack-wait-race-fenced.json"))
    }

    @Test func inputsAreNoScript() async throws {
        let box = try Sandbox()
        try await checkout(box)
        let outcome = try await action(box, ["strategies": "$(touch${IFS}pwned) ;touch pwned", "options": "`id` *"])
        #expect(outcome.status == 65, "\(outcome.error)")
        #expect(!FileManager.default.fileExists(atPath: "\(box.path)/pwned"))
    }

    @Test
    func theWorkflowGivesInputsThatExist() throws {
        let text = try Self.text("docs/ci/github.yml")
        let inputs = try #require(try Yams.compose(yaml: Self.text("action.yml"))?["inputs"]?.mapping)
        let used = try #require(try Yams.compose(yaml: text)?["jobs"]?["shard"]?["steps"]?.sequence?.last?["with"])
        for key in try #require(used.mapping).keys {
            #expect(inputs.keys.contains { $0.string == key.string }, "\(key.string ?? "?")")
        }
    }
}
