public import Foundation
import Simulation

/// An exhaustive exploration that was cut short: enough to go on with it later.
public struct Unfinished: Sendable, Codable {
    /// The version of the format.
    var converge = 1
    /// The strategy's name.
    public var strategy: String
    /// A hash of its files: of other files nothing is known.
    public var fingerprint: String
    /// The scenario's name.
    public var scenario: String
    /// The consumer's name.
    public var consumer: String
    /// The seed.
    public var seed: UInt64
    /// The bounds.
    public var bounds: Bounds
    /// What has been done.
    var schedules: Int
    var pruned: Int
    var hazards: Int
    var statements: Int
    /// What is left.
    var branches: [Branch<Choice>]

    /// Reads what an earlier exploration has left.
    ///
    /// - Throws: ``FailureFile/Broken``.
    public static func read(_ path: String) throws -> Unfinished {
        guard let data = FileManager.default.contents(atPath: path),
            let unfinished = try? JSONDecoder().decode(Unfinished.self, from: data), unfinished.converge == 1
        else {
            throw FailureFile.Broken(
                description: "\(path): is no exploration to go on with, or a torn one: delete it to start anew.")
        }
        return unfinished
    }

    /// The file's text.
    public func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// Why it cannot go on with this; nil if it can.
    public func objection(strategy: String, fingerprint: String, scenario: String, consumer: String, bounds: Bounds)
        -> String?
    {
        if self.strategy != strategy || self.fingerprint != fingerprint {
            return "it is of strategy \(self.strategy)" + (self.strategy == strategy ? " as it was before" : "")
        }
        if self.scenario != scenario { return "it is of scenario \(self.scenario)" }
        if self.consumer != consumer { return "it is of consumer \(self.consumer)" }
        if self.bounds != bounds { return "its bounds are others" }
        return nil
    }
}
