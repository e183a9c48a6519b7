import Foundation
import Postgres
import TestSupport
import Testing

@testable import Processes

@Suite(.ownTime, .traced) struct VirtualTimeTests {
    @Test(
        "Each kind of wait and of timer takes its time by the program's clock, and none by the true one",
        .enabled(if: CompiledProgram.isPossible), arguments: ["waits", "timers"])
    func kinds(program: String) async throws {
        try await withFolder { folder in
            let program = try CompiledProgram.make(program, in: folder)
            #expect(try await TimedProgram.run([program]) == ["right"])
        }
    }

    @Test(
        "So it does in static programs", .enabled(if: CompiledProgram.isStaticPossible), arguments: ["waits", "timers"])
    func staticKinds(program: String) async throws {
        try await withFolder { folder in
            let program = try CompiledProgram.make(program, in: folder, isStatic: true)
            #expect(try await TimedProgram.run([program]) == ["right"])
        }
    }

    @Test("Time moves when it is told to, and tells what is due, in order")
    func order() async throws {
        try await onLoop { loop in
            let script = "(sleep 20; echo second) & (sleep 10; echo first) & sleep 30; echo third"
            let program = try TimedProgram(["sh", "-c", script], on: loop)
            defer { program.process.end() }
            for (seconds, line) in [(10, "first"), (20, "second"), (30, "third")] {
                try await program.settle()
                let next = try #require(program.clock.settled?.next)
                #expect(next == .seconds(seconds) + .microseconds(1))
                program.clock.advance(to: next)
                try await program.settle()
                #expect(program.process.output.takeLines() == [line])
            }
        }
    }

    @Test("Children that end at once, whose end is told before their beginning, keep nothing from settling")
    func shortLives() async throws {
        let script = "for i in $(seq 200); do (exit 0) & (exit 0); done; wait; sleep 10; echo over"
        #expect(try await TimedProgram.run(["sh", "-c", script]) == ["over"])
    }

    @Test("What was due while a program was frozen is late, and comes when it is let come")
    func frozen() async throws {
        try await onLoop { loop in
            let program = try TimedProgram(["sh", "-c", "sleep 10; echo over"], on: loop)
            defer { program.process.end() }
            try await program.settle()
            program.process.stop()
            program.clock.pass(to: .seconds(60))
            try await program.settle()
            #expect(program.clock.settled?.late == 1)
            program.process.resume()
            try await program.settle()
            #expect(program.clock.settled == .init(now: .seconds(60), next: nil, limit: nil, late: 1))
            #expect(program.process.output.takeLines().isEmpty)
            program.clock.fireLate()
            try await program.settle()
            #expect(program.process.output.takeLines() == ["over"])
        }
    }

    @Test("Its threads are told of, with what they wait in")
    func threads() async throws {
        try await onLoop { loop in
            let program = try TimedProgram(["sleep", "10"], on: loop)
            defer { program.process.end() }
            try await program.settle()
            let threads = program.clock.threads()
            #expect(threads.count == 1)
            #expect(threads.first?.contains("(sleep) is in call") == true)
            #expect(threads.first?.hasSuffix("for a time") == true)
        }
    }

    @Test("A program ends as it would without: by its status, or by a signal")
    func endings() async throws {
        try await onLoop { loop in
            for (script, ending) in [
                ("exit 3", ChildProcess.Ending.exited(3)), ("kill -TERM $$", .killed(SIGTERM)),
                ("kill -SEGV $$", .killed(SIGSEGV)),
            ] {
                let program = try TimedProgram(["sh", "-c", script], on: loop)
                _ = try await program.finish()
                #expect(program.process.ending == ending)
            }
        }
    }

    @Test("Where a program is traced already, virtual time is refused, in a sentence")
    func refused() async throws {
        try await onLoop { loop in
            let helper = try VirtualTime().helper
            let program = try TimedProgram([helper, "--check"], on: loop)
            let lines = try await program.finish()
            #expect(program.process.ending == .exited(69))
            #expect(lines.first?.contains("the system does not let a program be traced") == true)
        }
    }
}
