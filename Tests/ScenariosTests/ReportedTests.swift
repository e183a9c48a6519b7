import FakeSequin
import Foundation
import OrderedCollections
import Postgres
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Public reports about webhooks, queues and leases, rebuilt below `Examples/Reports`: each is violated for the reason that
/// was reported, and its cure holds.
@Suite(.ownTime, .traced) struct ReportedTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let folder = root.appending(path: "Examples/Reports").path

    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

    private static func page() throws -> String {
        try String(contentsOf: root.appending(path: "docs/gallery.md"), encoding: .utf8)
    }

    @Test("A report does what its expect says, under the consumer that it is about", arguments: names)
    func expectations(name: String) async throws {
        let tested = try StrategyUnderTest.load(folder: "\(Self.folder)/\(name)")
        let (named, expectations) = try #require(tested.expectations.expect.elements.first)
        let expectation = try #require(expectations.first)
        let isRepaired = name.hasSuffix("-repaired")
        #expect(expectation.verdict == (isRepaired ? .holds : .violated))
        var scenario = try #require(Catalogue.scenario(named: named))
        scenario.setup.consumer = expectation.consumer
        let result = try await Self.cell(tested.strategy, scenario, schedules: isRepaired ? 60 : 400).result
        let words: Comment = "\(name) in \(named): \(result.because ?? "no reason")"
        #expect(result.verdict == (isRepaired ? .sampled : .violated), words)
        if let property = expectation.property { #expect(result.property == property, words) }
    }

    private static func cell(_ strategy: Strategy, _ scenario: Scenario, schedules: Int) async throws -> CellOutcome {
        try await TestServer.run { server in
            // Started for the lease alone, which names time.
            let timed = TimedServer(.init(), on: server.loop)
            return try await timed.with {
                var settings = VerificationSettings()
                (settings.schedules, settings.worlds) = (schedules, 2)
                let verifier = try await Verifier(
                    server: server.access, timedServer: timed, loop: server.loop, settings: settings)
                defer { verifier.close() }
                var cells: [CellOutcome] = []
                try await verifier.verify(strategy, scenarios: [scenario], cellsLeft: 1) { cells.append($0) }
                return try #require(cells.first)
            }
        }
    }

    @Test("Each of the ten reports is there with its cure, and on the page with its address")
    func pairs() throws {
        let reports = Self.names.filter { !$0.hasSuffix("-repaired") }
        #expect(reports.count == 10)
        #expect(Self.names.count == 20)
        let page = try Self.page()
        for name in reports {
            #expect(Self.names.contains("\(name)-repaired"))
            let settings = try String(contentsOfFile: "\(Self.folder)/\(name)/strategy.yml", encoding: .utf8)
            let address = try #require(settings.firstMatch(of: #/# Source: (https:\S+)/#)?.1)
            #expect(page.contains("[\(name)](../Examples/Reports/\(name))"))
            #expect(page.contains("(\(address))"), "\(name)")
        }
    }
}
