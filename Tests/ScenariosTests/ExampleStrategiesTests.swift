import FakeSequin
import Foundation
import OrderedCollections
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// The strategies that the documentation quotes, below `Examples/Strategies`, do what they say of themselves.
@Suite(.ownTime) struct ExampleStrategiesTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Examples/Strategies").path

    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

    @Test("An example does what its expect says", arguments: names)
    func expectations(name: String) async throws {
        let tested = try StrategyUnderTest.load(folder: "\(Self.folder)/\(name)")
        #expect(!tested.expectations.expect.isEmpty)
        for (scenario, expectations) in tested.expectations.expect {
            for expectation in expectations {
                let consumer = expectation.consumer ?? .fenced
                let holds = expectation.verdict == .holds
                let result = try await TestServer.verify(
                    tested.strategy, in: scenario, schedules: holds ? (isNightly ? 60 : 20) : 400
                ) {
                    $0.consumer = consumer
                }
                let cell: Comment = "\(name) in \(scenario), \(consumer): \(result.because ?? "no reason")"
                #expect(result.verdict == (holds ? .sampled : .violated), cell)
                if let property = expectation.property { #expect(result.property == property, cell) }
            }
        }
    }

    @Test("There is an example that fails and one that holds of each thing that a check is for")
    func pairs() {
        for kind in ["counter", "children", "outbox", "inbox"] {
            #expect(Self.names.count { $0.hasPrefix(kind + "-") } == 2, "\(kind)")
        }
    }
}
