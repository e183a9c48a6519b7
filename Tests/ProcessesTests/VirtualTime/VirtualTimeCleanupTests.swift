import Foundation
import Postgres
import TestSupport
import Testing

@testable import Processes

/// Nothing is left of a program under virtual time, whichever ends: Converge, what keeps the time, or the program.
@Suite(.ownTime, .traced) struct VirtualTimeCleanupTests {
    private static let script = "sleep 600 & echo $!; wait"

    /// Starts a program with a child, and returns the numbers of all three processes.
    private func start(on loop: EventLoop) async throws -> (TimedProgram, [Int32]) {
        let program = try TimedProgram(["sh", "-c", Self.script], on: loop)
        try await program.settle()
        let child = try #require(program.process.output.takeLines().first.flatMap { Int32($0) })
        let pids = [program.process.pid, program.clock.program, child]
        #expect(!pids.contains(where: BackendProcess.isGone))
        return (program, pids)
    }

    private func expectGone(_ pids: [Int32], on loop: EventLoop) async {
        for _ in 0..<10_000 where !pids.allSatisfy(BackendProcess.isGone) { await loop.sleep(for: .milliseconds(1)) }
        #expect(pids.allSatisfy(BackendProcess.isGone))
    }

    @Test("When what keeps the time is killed, the program ends with all that it has started")
    func keeper() async throws {
        try await onLoop { loop in
            let (program, pids) = try await start(on: loop)
            kill(program.process.pid, SIGKILL)
            for _ in 0..<10_000 where !program.process.reap() { await loop.sleep(for: .milliseconds(1)) }
            await expectGone(pids, on: loop)
        }
    }

    @Test("When the program is killed, what keeps its time ends as it did, and nothing that it has started is left")
    func program() async throws {
        try await onLoop { loop in
            let (program, pids) = try await start(on: loop)
            kill(program.clock.program, SIGKILL)
            for _ in 0..<10_000 where !program.process.reap() { await loop.sleep(for: .milliseconds(1)) }
            #expect(program.process.ending == .killed(SIGKILL))
            await expectGone(pids, on: loop)
        }
    }

    @Test("When Converge ends it, nothing is left")
    func ended() async throws {
        try await onLoop { loop in
            let (program, pids) = try await start(on: loop)
            program.process.end()
            await expectGone(pids, on: loop)
        }
    }

    @Test("When the thread that has started it ends, as with all of Converge, nothing is left")
    func thread() async throws {
        let pids = try await onLoop { loop in
            let (program, pids) = try await start(on: loop)
            // As if this process had been killed: no deinitializer runs.
            _ = Unmanaged.passRetained(program)
            return pids
        }
        try await onLoop { await expectGone(pids, on: $0) }
    }
}
