import Foundation
import OrderedCollections
import Syncer
import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg")) struct PythonWorkerTests
{
    @Test("The guide's race is found in a program, made small, and replays; with the guard it holds", .nightly)
    func race() async throws {
        try await ProgramFolder.with(ProgramFolder.naive) { strategy in
            let cell = try await TestServer.run { server in
                try await server.verify(strategy, ["ack-wait-race"], worlds: 2, schedules: 200)[0]
            }
            #expect(cell.result.verdict == .violated, "\(cell.result.because ?? "")")
            #expect(cell.result.property == .monotonicVersions)
            let failure = try #require(cell.failure)
            #expect(failure.isMinimal)
            #expect(
                failure.file.choices.map { $0.description.prefix(40) } == [
                    "create A", "worker 1: receive A", "update A", "clock", "worker 2: receive A",
                    "worker 2: insert into stripe.subscriptio", "worker 1: insert into stripe.subscriptio",
                ])
        }
        try await ProgramFolder.with(ProgramFolder.guarded) { strategy in
            let result = try await TestServer.verify(strategy, in: "ack-wait-race", schedules: 100)
            #expect(result.verdict == .sampled, "\(result.because ?? "")")
        }
    }

    @Test("The guide's loop with a guard does what its expect says")
    func example() async throws { try await WorkerLanguage.python.expectExample("python-guarded") }

    @Test("What init writes loses the guide's race, made small and replayed, and nothing in order")
    func starter() async throws { try await WorkerLanguage.python.expectStarter() }

    @Test("A pool and threads do what their expect says, and have the same histories", .nightly)
    func pool() async throws {
        try await WorkerLanguage.python.expectExample("python-pool")
        try await WorkerLanguage.python.expectDeterminism(example: "python-pool")
    }
}
