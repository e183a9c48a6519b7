public import Foundation

/// The report of `--json`.
///
/// Two runs with one seed give the same bytes, `seconds` and file paths aside.
public struct JSONReport: Sendable, Codable {
    /// The version of the format.
    public var converge = 1
    /// The seed.
    public var seed: UInt64
    /// The server's version.
    public var postgres: String
    /// Wall-clock seconds of the whole command.
    public var seconds: Double
    /// One result for each cell, in the order in which they were run.
    public var results: [CellResult]

    /// Creates a report.
    public init(seed: UInt64, postgres: String, seconds: Double, results: [CellResult]) {
        self.seed = seed
        self.postgres = postgres
        self.seconds = Self.rounded(seconds)
        self.results = results.map(\.rounded)
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
