import Foundation
import Postgres
import TestSupport
import Testing

@testable import Processes

/// Whether a program that is said to have settled has: nothing of it moves until it is told to.
@Suite(.ownTime, .traced) struct SettledTests {
    /// Lets a program settle, and looks for a while whether it has, so many times; returns how often it had not.
    private func falseAnswers(_ decisions: Int, of words: [String]) async throws -> Int {
        try await onLoop { loop in
            let program = try TimedProgram(words, on: loop)
            defer { program.process.end() }
            var wrong = 0
            for _ in 0..<decisions {
                try await program.settle()
                let look = ProcessLook(program.clock.program)
                await loop.sleep(for: .milliseconds(2))
                if ProcessLook(program.clock.program) != look { wrong += 1 }
                program.clock.advance(to: try #require(program.clock.settled?.next))
            }
            return wrong
        }
    }

    @Test(
        "A program of threads and children that wake one another in every way is never said to have settled when it has not",
        .enabled(if: CompiledProgram.isPossible))
    func threads() async throws {
        try await withFolder { folder in
            let program = try CompiledProgram.make("restless", in: folder)
            #expect(try await falseAnswers(isNightly ? 20_000 : 300, of: [program]) == 0)
        }
    }

    @Test("Nor beside programs that take the processors", .enabled(if: CompiledProgram.isPossible))
    func load() async throws {
        try await withFolder { folder in
            let program = try CompiledProgram.make("restless", in: folder)
            let others = try (0..<2).map { _ in
                try ChildProcess(
                    Launch(
                        words: ["sh", "-c", "while :; do :; done"], folder: "/", environment: ["PATH": "/usr/bin:/bin"])
                )
            }
            defer { for other in others { other.end() } }
            #expect(try await falseAnswers(isNightly ? 20_000 : 100, of: [program]) == 0)
        }
    }

    @Test("A program that neither asks for anything nor waits for a time is given up, with what its threads do")
    func restless() async throws {
        try await onLoop { loop in
            let process = try ChildProcess(
                Launch(
                    words: ["sh", "-c", "kill -STOP $$"], folder: "/", environment: ["PATH": "/usr/bin:/bin"],
                    time: try VirtualTime()))
            defer { process.end() }
            let watch = DescriptorWatch(on: loop)
            let clock = try #require(process.clock)
            watch.add(clock)
            let error = await #expect(throws: Settling.Restless.self) {
                try await VirtualSettling(process, clock, watch: watch, limit: .milliseconds(100)).run(asks: { false })
                {
                    process.output.read()
                }
            }
            #expect(error?.threads.first?.contains("stopped") == true)
        }
    }
}
