public import FakeSequin
public import Foundation

/// A failure that replays: data, and nothing that could run by itself.
public struct FailureFile: Sendable, Codable {
    /// The version of the format.
    public static let currentFormat = 3

    /// How the names of strategies begin that are Swift code: only their own tests can run them.
    public static let codePrefix = "swift:"

    /// The version of the format; other versions are refused.
    public var converge: Int
    /// The version of the tool that wrote it.
    public var tool: String
    /// The strategy's name or path.
    public var strategy: String
    /// A hash of the strategy's files.
    public var fingerprint: String
    /// The scenario's name.
    public var scenario: String
    /// The consumer's name.
    public var consumer: String
    /// The seed.
    public var seed: UInt64
    /// The bounds.
    public var bounds: Bounds
    /// What happens upstream.
    public var changes: [Change]
    /// The schedule.
    public var choices: [Choice]
    /// What does not hold, where, and why; nil in the file of a schedule that came to no verdict.
    public var violation: Violation?
    /// Why the schedule came to no verdict; nil in the file of a failure.
    public var doubt: Doubt?
    /// The hash of the history.
    public var history: String

    /// A file that cannot be used, and why.
    public struct Broken: Error, CustomStringConvertible {
        /// One sentence with place and remedy.
        public let description: String
    }

    /// What its history is told for.
    package var mark: HistoryMark {
        var mark =
            violation.map(HistoryMark.init)
            ?? HistoryMark(doubt ?? Doubt(kind: .environment, step: choices.count, because: ""))
        mark.consumer = consumer
        return mark
    }

    /// The file's text: JSON with sorted keys.
    public func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// Reads a failure file.
    ///
    /// - Throws: ``Broken``.
    public static func read(_ path: String) throws -> FailureFile {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw Broken(description: "\(path): cannot be read; give the path that converge printed with the failure.")
        }
        return try decode(data, from: path)
    }

    /// Reads what a failure file holds.
    static func decode(_ data: Data, from path: String) throws -> FailureFile {
        struct Result: Codable {}
        struct Format: Codable {
            var converge: Int
            var results: [Result]?
        }
        guard let format = try? JSONDecoder().decode(Format.self, from: data) else {
            throw Broken(
                description: "\(path): is no failure file, or a torn one: run the check again to get a whole one.")
        }
        guard format.results == nil else {
            throw Broken(description: "\(path): is a report, and no failure file: give one of the files that it names.")
        }
        guard format.converge == currentFormat else {
            throw Broken(
                description: "\(path): has format \(format.converge), and this converge reads format "
                    + "\(currentFormat): replay it with the version that wrote it.")
        }
        do {
            let file = try JSONDecoder().decode(FailureFile.self, from: data)
            try file.validate(path)
            return file
        } catch let error as DecodingError {
            throw Broken(description: "\(path): \(error.place) is missing or wrong: run the check again.")
        }
    }

    func validate(_ path: String) throws {
        guard (violation == nil) != (doubt == nil) else {
            throw Broken(description: "\(path): violation is missing or wrong: run the check again.")
        }
        guard bounds.workers > 0, bounds.records > 0, bounds.changes > 0, !changes.isEmpty else {
            throw Broken(description: "\(path): it describes no run: run the check again.")
        }
        guard (1...16).contains(bounds.workers), (1...100).contains(bounds.records),
            (1...1_000).contains(bounds.changes), changes.count <= 1_000, choices.count <= 100_000
        else {
            throw Broken(description: "\(path): its bounds are beyond what a run may have: run the check again.")
        }
        if let change = changes.first(where: { $0.record < 0 || $0.record >= 1_000 }) {
            throw Broken(description: "\(path): names record \(change.record): run the check again.")
        }
        var upstream = Upstream()
        for change in changes {
            do {
                _ = try upstream.apply(change)
            } catch {
                throw Broken(description: "\(path): upstream cannot \(change) there: run the check again.")
            }
        }
        if let index = choices.firstIndex(where: { !Faults.actions.contains($0.action) }) {
            throw Broken(description: "\(path): choices.[\(index)].action is missing or wrong: run the check again.")
        }
        if let worker = choices.compactMap(\.worker).first(where: { !(1...bounds.workers).contains($0) }) {
            throw Broken(description: "\(path): names worker \(worker) of \(bounds.workers): run the check again.")
        }
    }
}

extension DecodingError {
    /// The key at which decoding failed.
    fileprivate var place: String {
        let (path, key): ([any CodingKey], String?) =
            switch self {
            case .keyNotFound(let key, let context): (context.codingPath, key.stringValue)
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context.codingPath, nil)
            @unknown default: ([], nil)
            }
        let names = path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue } + [key].compactMap { $0 }
        return names.isEmpty ? "the text" : names.joined(separator: ".")
    }
}
