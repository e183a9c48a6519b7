import Foundation
import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct MergedReportTests {
    private static let subjects = ["naive", "guarded"].map { JSONReport.Subject(name: $0, fingerprint: "f-\($0)") }

    /// A shard's report, in its file.
    private func part(
        _ shard: String?, _ judgements: [Judgement], command: String = "verify", cells: Int? = nil,
        seconds: Double = 1, change: (inout JSONReport) -> Void = { _ in }
    ) throws -> (path: String, data: Data) {
        var report = JSONReport(
            command: command, strategies: Self.subjects, settings: VerificationSettings(), postgres: "15.18",
            shard: shard.flatMap { Shard($0) }, cells: cells ?? judgements.count, seconds: seconds,
            judgements: judgements)
        change(&report)
        return ("\(shard?.replacing("/", with: "-") ?? "all").json", try report.encoded())
    }

    private func judgement(_ strategy: String, _ scenario: String, _ verdict: Verdict = .sampled) -> Judgement {
        .verify(
            Samples.result(
                strategy, scenario, verdict, property: verdict == .violated ? .monotonicVersions : nil,
                because: verdict == .sampled ? nil : "it was so"),
            verdict == .violated ? Samples.failure() : nil, acceptance: nil)
    }

    /// Both shards of a run of two strategies under two scenarios.
    private func parts() throws -> [(path: String, data: Data)] {
        [
            try part("1/2", [judgement("naive", "in-order"), judgement("guarded", "ack-wait-race")], seconds: 2),
            try part(
                "2/2", [judgement("naive", "ack-wait-race", .violated), judgement("guarded", "in-order")], seconds: 5),
        ]
    }

    private func refusal(_ files: [(path: String, data: Data)]) -> String? {
        do {
            _ = try MergedReport(files)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("Cells come in the order of one run, whatever the order of the files")
    func order() throws {
        for files in [try parts(), try parts().reversed()] {
            let merged = try MergedReport(files)
            #expect(
                merged.report.results.map { "\($0.strategy) \($0.scenario)" }
                    == ["naive in-order", "naive ack-wait-race", "guarded in-order", "guarded ack-wait-race"])
            #expect(merged.report.cells == 4)
            #expect(merged.report.shard == nil)
            // They ran side by side.
            #expect(merged.report.seconds == 5)
        }
    }

    @Test("The merged report is the one that a run of all cells writes")
    func sameAsOneRun() throws {
        let all = [
            judgement("naive", "in-order"), judgement("naive", "ack-wait-race", .violated),
            judgement("guarded", "in-order"), judgement("guarded", "ack-wait-race"),
        ]
        let whole = try part(nil, all, seconds: 5)
        #expect(try MergedReport(parts()).report.encoded() == whole.data)
    }

    @Test("Failures stay whole for other reports, and are left out of the merged one")
    func failures() throws {
        // A failure is in a shard's report where its counterexample is.
        var failing = judgement("naive", "ack-wait-race", .violated)
        failing.result.counterexample = .init(choices: 7, minimal: true, candidates: 67)
        let merged = try MergedReport([
            part("1/2", [judgement("naive", "in-order")]), part("2/2", [failing]),
        ])
        #expect(merged.judgements.map { $0.failure?.steps } == [nil, Samples.race])
        #expect(merged.judgements.map(\.complaint) == [nil, .violated])
        #expect(merged.report.results.last?.counterexample != nil)
        #expect(merged.report.results.last?.counterexample?.failure == nil)
    }

    @Test("What counts against a command is known by its kind")
    func complaints() throws {
        let stale = Judgement.verify(Samples.result("naive", "in-order", .sampled), acceptance: "known")
        guard case .stale? = try MergedReport([part("1/1", [stale])]).judgements.first?.complaint else {
            Issue.record("an accepted violation that did not happen stays stale")
            return
        }
        var differing = Judgement(result: Samples.result("naive", "in-order", .sampled))
        differing.complaint = .differs("expected otherwise")
        let matrix = try MergedReport([part("1/1", [differing], command: "matrix")])
        #expect(matrix.judgements.map(\.complaint) == [.differs("expected otherwise")])
    }

    @Test func missingPartsAreNamed() throws {
        #expect(refusal([]) == "there is no report to merge.")
        let one = try part("2/4", [judgement("naive", "in-order")])
        #expect(refusal([one]) == "the report of shard 1/4, 3/4, 4/4 is missing: give those of all shards.")
    }

    @Test func partsThatAreThereTwiceAreRefused() throws {
        let files = try parts()
        #expect(
            refusal([files[0], files[1], ("again.json", files[1].data)])
                == "again.json: shard 2/2 is there twice, in 2-2.json too: give one.")
    }

    @Test func incompletePartsAreRefused() throws {
        let one = try part("1/1", [judgement("naive", "in-order")], cells: 3)
        #expect(
            refusal([one])
                == "1-1.json: shard 1/1 is incomplete, 1 of its 3 cells were finished: run it again.")
    }

    @Test func whatIsNoShardsReportIsRefused() throws {
        #expect(refusal([("a", Data("{".utf8))]) == "a: is no report of --json, or a torn one: run the shard again.")
        #expect(refusal([("a", Data("{\"converge\": 99}".utf8))])?.contains("run the shard again with") == true)
        let whole = try part(nil, [judgement("naive", "in-order")])
        #expect(refusal([whole]) == "all.json: is no shard's report: run it with --shard I/N.")
    }

    private static let differences: [(String, @Sendable (inout JSONReport) -> Void)] = [
        ("version of converge", { $0.tool = "0.0.1" }), ("command", { $0.command = "matrix" }),
        ("number of shards", { $0.shard = Shard("2/3") }), ("seed", { $0.seed = 2 }),
        ("version of Postgres", { $0.postgres = "16.0" }), ("consumer", { $0.settings.consumer = "queue" }),
        ("explorer", { $0.settings.explorer = "pct" }), ("number of schedules", { $0.settings.schedules = 1 }),
        ("settings", { $0.settings.depth = 9 }), ("strategies", { $0.strategies[1].fingerprint = "other" }),
    ]

    @Test("Parts of different runs are refused, and what differs is named", arguments: differences.indices)
    func difference(index: Int) throws {
        let (name, change) = Self.differences[index]
        let files = [
            try part("1/2", [judgement("naive", "in-order")]),
            try part("2/2", [judgement("guarded", "in-order")], change: change),
        ]
        let text = try #require(refusal(files))
        #expect(text.hasPrefix("2-2.json: its \(name) "))
        #expect(text.hasSuffix("merge shards of one run."))
    }

    @Test func theStrategyThatDiffersIsNamed() throws {
        let files = [
            try part("1/2", [judgement("naive", "in-order")]),
            try part("2/2", [judgement("guarded", "in-order")]) { $0.strategies[1].fingerprint = "other" },
        ]
        #expect(refusal(files)?.contains("its strategies differ from 1-2.json, guarded first") == true)
    }
}
