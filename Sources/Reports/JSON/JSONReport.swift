import FakeSequin
public import Foundation
public import Scenarios

/// The report of `--json`.
///
/// Two runs with one seed give the same bytes, `seconds` and file paths aside.
public struct JSONReport: Sendable, Codable {
    /// A strategy that was checked.
    public struct Subject: Hashable, Sendable, Codable {
        /// Its name.
        public var name: String
        /// A hash of its files.
        public var fingerprint: String

        /// Names a strategy.
        public init(name: String, fingerprint: String) {
            self.name = name
            self.fingerprint = fingerprint
        }
    }

    /// The version of the format.
    public var converge = 1
    /// The version of the tool.
    public var tool = Tool.version
    /// The command: `matrix` or `verify`.
    public var command: String
    /// The strategies, in the order in which they were given.
    public var strategies: [Subject]
    /// The seed.
    public var seed: UInt64
    /// How schedules were chosen, and how many.
    public var settings: Settings
    /// The server's version.
    public var postgres: String
    /// Which part of the cells this is; nil for all.
    public var shard: Shard?
    /// How many cells there were to run; as many as results, unless the run was interrupted.
    public var cells: Int
    /// Wall-clock seconds of the whole command.
    public var seconds: Double
    /// What a budget was too short for; nil where it was not.
    public var cutShort: BudgetShortfall?
    /// One result for each cell, in the order in which they were run.
    public var results: [CellResult]

    enum CodingKeys: String, CodingKey {
        case converge, tool, command, strategies, seed, settings, postgres, shard, cells, seconds, results
        case cutShort = "cut_short"
    }

    /// What the user chose for all cells.
    public struct Settings: Hashable, Sendable, Codable {
        /// The consumer, where a scenario has none of its own.
        public var consumer: String
        /// How schedules were chosen.
        public var explorer: String
        /// How many schedules were asked for; nil for an explorer that runs all that there are.
        public var schedules: Int?
        /// With `pct`: the depth.
        public var depth: Int?
        /// With `exhaustive`: the bound on preemptions.
        public var preemptions: Int?

        /// Takes them from the settings.
        public init(_ settings: VerificationSettings) {
            consumer = settings.consumer.rawValue
            explorer = settings.explorer.rawValue
            schedules = settings.explorer.drawsSchedules ? settings.schedules : nil
            depth = settings.explorer == .pct ? settings.depth : nil
            preemptions = settings.preemptions
        }
    }

    /// Creates a report of what was judged.
    public init(
        command: String, strategies: [Subject], settings: VerificationSettings, postgres: String, shard: Shard? = nil,
        cells: Int, seconds: Double, judgements: [Judgement]
    ) {
        self.command = command
        self.strategies = strategies
        seed = settings.seed
        self.settings = Settings(settings)
        self.postgres = postgres
        self.shard = shard
        self.cells = cells
        self.seconds = Self.rounded(seconds)
        cutShort = BudgetShortfall(judgements.map(\.result), seconds: seconds)
        results = judgements.map { judgement in
            var result = judgement.result.rounded
            result.complaint = judgement.complaint.map { $0.sentence(result) }
            // What other reports are made of: the merge of all parts writes those.
            if shard != nil { result.counterexample?.failure = judgement.failure }
            return result
        }
    }

    /// The report's text: JSON with sorted keys, and a newline at the end.
    public func encoded() throws -> Data { try Self.encode(self) }

    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }

    /// To the millisecond: more would be noise.
    fileprivate static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}

extension CellResult {
    /// As reports show it.
    var rounded: CellResult {
        var result = self
        result.seconds = JSONReport.rounded(seconds)
        return result
    }
}

extension Judgement.Complaint {
    /// Why the cell makes the command fail.
    func sentence(_ result: CellResult) -> String {
        switch self {
        case .violated: "violates \(result.property?.rawValue ?? "a property")"
        case .differs(let text), .stale(let text): text
        }
    }
}
