import Foundation
import OrderedCollections
import Syncer
import Testing

@testable import Scenarios

/// The examples whose worker is a program.
enum ExampleWorker {
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
