import Foundation
import OrderedCollections
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Programs that are workers and that come with Converge: the examples, and what `init` writes.
enum ExampleWorker {
    /// Sees that what `init` writes for a language loses the guide's race, and nothing in order.
    ///
    /// - Parameters:
    ///   - words: The command that its strategy.yml names.
    ///   - command: The command to run in its place.
    static func expectRace(_ language: String, words: [String], as command: [String]) async throws {
        let files = try #require(try WorkerStarters.files(for: language))
        try await withFolder { folder in
            for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
            var strategy = try Strategy.load(folder: folder)
            #expect(strategy.command?.words == words)
            strategy.command?.words = command
            let held = try await TestServer.verify(strategy, in: "in-order", schedules: 25)
            #expect(held.verdict == .sampled, "in-order: \(held.because ?? "")")
            let lost = try await TestServer.verify(strategy, in: "ack-wait-race", schedules: 200)
            #expect(lost.verdict == .violated, "ack-wait-race: \(lost.because ?? "")")
            #expect(lost.property == .monotonicVersions)
        }
    }

    /// Sees that an example does what its expect says.
    ///
    /// - Parameters:
    ///   - name: Its folder.
    ///   - words: The command that its strategy.yml names.
    ///   - command: The command to run in its place.
    static func expect(_ name: String, words: [String], as command: [String]) async throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let tested = try StrategyUnderTest.load(folder: root.appending(path: "Examples/Workers/\(name)").path)
        var strategy = tested.strategy
        #expect(strategy.command?.words == words)
        strategy.command?.words = command
        for (scenario, expectations) in tested.expectations.expect {
            for expectation in expectations {
                let holds = expectation.verdict == .holds
                let result = try await TestServer.verify(strategy, in: scenario, schedules: holds ? 25 : 200)
                #expect(result.verdict == (holds ? .sampled : .violated), "\(scenario): \(result.because ?? "")")
                if let property = expectation.property { #expect(result.property == property) }
            }
        }
    }
}
