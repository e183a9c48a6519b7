import FakeSequin
import Foundation
import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

/// The published schemas, against what is written.
@Suite(.ownTime) struct SchemaTests {
    /// A result in which everything is said.
    private var full: CellResult {
        var result = Samples.result("s", "in-order", .violated, property: .liveness, because: "it was so")
        result.expected = "violated"
        result.expectedProperty = .liveness
        result.share = Shard("1/2").flatMap { ScheduleRange($0, of: 40) }
        result.accepted = "known"
        result.firstViolationAt = 3
        result.counterexample = .init(
            choices: 7, minimal: true, candidates: 60, file: "a.json", doubt: .environment, token: "c3.x",
            generality: Generality(loose: [3], anyValues: true))
        result.digest = "0123456789abcdef"
        result.waits = 3
        result.known = true
        result.refused = 2
        result.probability = 0.01
        result.notChecked = [.monotonicVersions]
        result.cutShort = CutShort(planned: 600)
        return result
    }

    private func encoded(_ results: [CellResult], by explorer: ExplorerKind = .random) throws -> Data {
        var settings = VerificationSettings()
        (settings.seed, settings.explorer) = (.max, explorer)
        return try JSONReport(
            command: "verify", strategies: [.init(name: "s", fingerprint: "0123456789abcdef")], settings: settings,
            postgres: "15.18", shard: Shard("1/2"), cells: results.count, seconds: 1.5,
            judgements: try results.map { result in
                let isViolated = result.verdict == .violated
                var judgement = Judgement(result: result, failure: isViolated ? try failure : nil)
                if isViolated { judgement.complaint = .violated }
                return judgement
            }
        ).encoded()
    }

    private var failure: FailureReport {
        get throws {
            let file = FailureFile(
                converge: FailureFile.currentFormat, tool: "0.1.0", strategy: "s", fingerprint: "f",
                scenario: "in-order", consumer: "fenced",
                seed: 1, bounds: Bounds(workers: 1, records: 1, changes: 1), changes: [.create(0)], choices: [],
                violation: Samples.raceViolation, history: Samples.race.fingerprint)
            let text =
                "{\"file\": \(String(decoding: try file.encoded(), as: UTF8.self)), \"steps\": [], "
                + "\"isMinimal\": true, \"candidates\": 0}"
            return try JSONDecoder().decode(FailureReport.self, from: Data(text.utf8))
        }
    }

    @Test func whatIsDocumentedIsWritten() throws {
        let schema = try JSONSchema(named: "report.schema.json").root
        let report = try JSONDecoder().decode(ReadJSON.self, from: encoded([full]))
        let result = report["results"]?.elements.first
        let documented = schema["$defs"]?["result"]?["properties"]
        #expect(schema["properties"]?.keys == report.keys)
        #expect(documented?.keys == result?.keys)
        #expect(schema["$defs"]?["bounds"]?["properties"]?.keys == result?["bounds"]?.keys)
        #expect(schema["properties"]?["cut_short"]?["properties"]?.keys == report["cut_short"]?.keys)
        #expect(documented?["cut_short"]?["properties"]?.keys == result?["cut_short"]?.keys)
        #expect(documented?["counterexample"]?["properties"]?.keys == result?["counterexample"]?.keys)
    }

    @Test("How many schedules were asked for is said where an explorer draws them", arguments: ExplorerKind.allCases)
    func schedules(explorer: ExplorerKind) throws {
        let text = try encoded([full], by: explorer)
        #expect(try JSONSchema(named: "report.schema.json").problems(in: text) == [])
        let settings = try JSONDecoder().decode(ReadJSON.self, from: text)["settings"]
        #expect((settings?["schedules"] == nil) == (explorer == .exhaustive))
    }

    @Test func namesAreThoseOfTheCode() throws {
        let schema = try JSONSchema(named: "report.schema.json").root["$defs"]
        func names(_ place: ReadJSON?) -> [String] { place?["enum"]?.elements.compactMap(\.text) ?? [] }
        #expect(names(schema?["property"]) == Property.all.map(\.rawValue))
        #expect(names(schema?["result"]?["properties"]?["consumer"]) == ConsumerKind.allCases.map(\.rawValue))
        #expect(names(schema?["result"]?["properties"]?["explorer"]) == ExplorerKind.allCases.map(\.rawValue))
    }

    @Test func reportsThatAreWrongAreFound() throws {
        let schema = try JSONSchema(named: "report.schema.json")
        #expect(try schema.problems(in: encoded([full])) == [])
        #expect(try schema.problems(in: encoded([Samples.result("s", "in-order", .sampled)])) == [])
        let unexplained = try schema.problems(in: encoded([Samples.result("s", "in-order", .inconclusive)]))
        #expect(unexplained == ["$.results[0]: because is missing"])
        let text = String(decoding: try encoded([full]), as: UTF8.self)
        for (right, wrong) in [
            ("\"hazards\" : 101", "\"hazards\" : -1"), ("\"verdict\" : \"violated\"", "\"verdict\" : \"broken\""),
            ("\"hazards\"", "\"hazzards\""), ("\"minimal\" : true", "\"minimal\" : 1"),
        ] {
            let problems = try schema.problems(in: Data(text.replacing(right, with: wrong).utf8))
            #expect(!problems.isEmpty, "\(wrong)")
        }
    }

    @Test func failuresThatSayEverythingAreDocumented() throws {
        let schema = try JSONSchema(named: "failure.schema.json")
        let choice = Choice(.statement, worker: 1, records: ["A"], call: "upsert.sql:5", pausesAtRow: 1)
        var file = FailureFile(
            converge: FailureFile.currentFormat, tool: "0.1.0", strategy: "s", fingerprint: "f", scenario: "in-order",
            consumer: "fenced",
            seed: 1, bounds: Bounds(workers: 1, records: 1, changes: 1), changes: [.create(0)], choices: [choice],
            violation: Samples.raceViolation, history: Samples.race.fingerprint)
        #expect(try schema.problems(in: file.encoded()) == [])
        let written = try JSONDecoder().decode(ReadJSON.self, from: file.encoded())
        let documented = schema.root["$defs"]?["choice"]?["properties"]
        #expect(schema.root["properties"]?.keys == written.keys.union(["doubt"]))
        #expect(documented?.keys == written["choices"]?.elements.first?.keys)
        #expect(schema.root["properties"]?["violation"]?["properties"]?.keys == written["violation"]?.keys)
        let violation = schema.root["properties"]?["violation"]?["properties"]
        let properties = violation?["property"]?["enum"]?.elements.compactMap(\.text) ?? []
        #expect(properties == Property.all.map(\.rawValue))
        let actions = documented?["action"]?["enum"]?.elements.compactMap(\.text) ?? []
        #expect(Set(actions) == Set(Faults.actions.map(\.rawValue)))
        (file.violation, file.doubt) = (nil, Doubt(kind: .environment, step: 1, because: "the disk is full"))
        #expect(try schema.problems(in: file.encoded()) == [])
        let doubt = try JSONDecoder().decode(ReadJSON.self, from: file.encoded())["doubt"]
        let documentedDoubt = schema.root["properties"]?["doubt"]?["properties"]
        #expect(documentedDoubt?.keys == doubt?.keys)
        let kinds = documentedDoubt?["kind"]?["enum"]?.elements.compactMap(\.text)
        #expect(kinds == Doubt.Kind.allCases.map(\.rawValue))
        file.doubt = nil
        #expect(try schema.problems(in: file.encoded()) != [])
    }
}
