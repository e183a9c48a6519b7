public import Foundation
import OrderedCollections
import Scenarios

/// The reports of all parts of a command, as the report that one run of all cells would have written.
public struct MergedReport: Sendable {
    /// Reports that do not belong together, and why.
    public struct Refusal: Error, CustomStringConvertible {
        /// One sentence with place and remedy.
        public let description: String
    }

    /// A part's report, and the name of its file.
    private struct Part {
        var path: String
        var report: JSONReport
        var shard: Shard
    }

    /// The report that all share but for their results.
    public let report: JSONReport
    /// The cells, as they were judged.
    public let judgements: [Judgement]

    /// Puts reports together.
    ///
    /// - Parameter files: Path and content of each.
    /// - Throws: ``Refusal`` for missing or duplicate parts, parts that are incomplete, and parts of different runs.
    public init(_ files: [(path: String, data: Data)]) throws(Refusal) {
        var parts: [Part] = []
        for (path, data) in files { parts.append(try Self.read(data, path)) }
        guard let first = parts.first else { throw Refusal(description: "there is no report to merge.") }
        for part in parts.dropFirst() { try Self.compare(part, first) }
        parts.sort { $0.shard.index < $1.shard.index }
        for (one, next) in zip(parts, parts.dropFirst()) where one.shard == next.shard {
            throw Refusal(description: "\(next.path): shard \(one.shard) is there twice, in \(one.path) too: give one.")
        }
        let missing = Set(1...first.shard.count).subtracting(parts.map(\.shard.index)).sorted()
        if !missing.isEmpty {
            let names = missing.map { "\($0)/\(first.shard.count)" }.joined(separator: ", ")
            throw Refusal(description: "the report of shard \(names) is missing: give those of all shards.")
        }
        for part in parts where part.report.results.count != part.report.cells {
            throw Refusal(
                description: "\(part.path): shard \(part.shard) is incomplete, \(part.report.results.count) of its "
                    + "\(part.report.cells) cells were finished: run it again.")
        }
        judgements = Self.cells(parts.flatMap(\.report.results), strategies: first.report.strategies).map {
            Self.judgement($0, command: first.report.command)
        }
        var merged = first.report
        merged.shard = nil
        merged.cells = judgements.count
        // They ran side by side.
        merged.seconds = parts.map(\.report.seconds).max() ?? 0
        merged.results = judgements.map { judgement in
            var result = judgement.result
            result.counterexample?.failure = nil
            return result
        }
        merged.cutShort = BudgetShortfall(merged.results, seconds: nil)
        report = merged
    }

    private static func read(_ data: Data, _ path: String) throws(Refusal) -> Part {
        struct Format: Decodable { var converge: Int }
        guard let format = try? JSONDecoder().decode(Format.self, from: data) else {
            throw Refusal(description: "\(path): is no report of --json, or a torn one: run the shard again.")
        }
        guard format.converge == 1, let report = try? JSONDecoder().decode(JSONReport.self, from: data) else {
            throw Refusal(
                description: "\(path): is no report of 'matrix' or 'verify' that converge \(Tool.version) reads: run "
                    + "the shard again with this version.")
        }
        guard let shard = report.shard else {
            throw Refusal(description: "\(path): is no shard's report: run it with --shard I/N.")
        }
        return Part(path: path, report: report, shard: shard)
    }

    private static func compare(_ part: Part, _ first: Part) throws(Refusal) {
        let (one, other) = (part.report, first.report)
        func words(_ count: Int?) -> String { count.map { "\($0)" } ?? "none" }
        let differences: [(what: String, (String, String))] = [
            ("version of converge", (one.tool, other.tool)), ("command", (one.command, other.command)),
            ("number of shards", ("\(part.shard.count)", "\(first.shard.count)")),
            ("seed", ("\(one.seed)", "\(other.seed)")), ("version of Postgres", (one.postgres, other.postgres)),
            ("consumer", (one.settings.consumer, other.settings.consumer)),
            ("explorer", (one.settings.explorer, other.settings.explorer)),
            ("number of schedules", (words(one.settings.schedules), words(other.settings.schedules))),
        ]
        if let (what, (ours, theirs)) = differences.first(where: { $0.1.0 != $0.1.1 }) {
            throw Refusal(
                description: "\(part.path): its \(what) is \(ours), and \(theirs) in \(first.path): merge shards of "
                    + "one run.")
        }
        if one.settings != other.settings {
            throw Refusal(description: "\(part.path): its settings differ from \(first.path): merge shards of one run.")
        }
        guard one.strategies == other.strategies else {
            let changed = zip(one.strategies, other.strategies).first { $0 != $1 }?.0.name
            throw Refusal(
                description: "\(part.path): its strategies differ from \(first.path)"
                    + (changed.map { ", \($0) first" } ?? "") + ": merge shards of one run.")
        }
    }

    /// The cells of all parts, in the order of one run: each with the shares that parts have of it.
    private static func cells(_ results: [CellResult], strategies: [JSONReport.Subject]) -> [[CellResult]] {
        var cells: OrderedDictionary<[String], [CellResult]> = [:]
        for result in ordered(results, strategies: strategies) {
            cells[[result.strategy, result.scenario, result.consumer], default: []].append(result)
        }
        return cells.values.flatMap { $0[0].share == nil ? $0.map { [$0] } : [$0] }
    }

    /// In the order in which one run would have run them.
    private static func ordered(_ results: [CellResult], strategies: [JSONReport.Subject]) -> [CellResult] {
        let scenarios = Catalogue.scenarios.map(\.name)
        func key(_ result: CellResult) -> (Int, Int) {
            (
                strategies.firstIndex { $0.name == result.strategy } ?? strategies.count,
                scenarios.firstIndex(of: result.scenario) ?? scenarios.count
            )
        }
        return results.enumerated().sorted { (key($0.element), $0.offset) < (key($1.element), $1.offset) }
            .map(\.element)
    }

    private static func judgement(_ shares: [CellResult], command: String) -> Judgement {
        let result = shares[0]
        if result.share != nil { return judgement(ofShared: shares, command: command) }
        var judgement = Judgement(result: result, failure: result.counterexample?.failure)
        if let text = result.complaint {
            judgement.complaint =
                command == "matrix" ? .differs(text) : result.verdict == .violated ? .violated : .stale(text)
        }
        return judgement
    }
}

extension MergedReport {
    /// Judges a cell of which each part has run a share, so that none could judge it.
    private static func judgement(ofShared shares: [CellResult], command: String) -> Judgement {
        var result = SharedCell(shares).result
        let acceptance = result.accepted
        if result.verdict != .violated { result.accepted = nil }
        let failure = result.counterexample?.failure
        let expected = result.expected.flatMap(Expectation.Verdict.init(rawValue:))
        var judgement =
            command == "matrix"
            ? Judgement.matrix(
                result, failure,
                expectation: expected.map { Expectation($0, property: shares[0].expectedProperty) })
            : Judgement.verify(result, failure, acceptance: acceptance)
        judgement.result.complaint = judgement.complaint.map { $0.sentence(result) }
        return judgement
    }
}

/// Orders by a pair and a number.
private func < (left: ((Int, Int), Int), right: ((Int, Int), Int)) -> Bool {
    (left.0.0, left.0.1, left.1) < (right.0.0, right.0.1, right.1)
}
