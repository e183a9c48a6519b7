import Foundation
import Postgres
import TestSupport
import Testing

@testable import Processes

@Suite(.ownTime) struct ChildProcessTests {
    private func start(_ script: String, _ variables: [String: String] = [:]) throws -> ChildProcess {
        let environment = ["PATH": "/usr/bin:/bin"].merging(variables) { $1 }
        return try ChildProcess(Launch(words: ["sh", "-c", script], folder: "/", environment: environment))
    }

    /// Waits until a program has ended or written something.
    private func wait(_ process: ChildProcess, _ loop: EventLoop, until isDone: () -> Bool) async {
        for _ in 0..<10_000 {
            _ = process.output.read()
            if isDone() { return }
            await loop.sleep(for: .milliseconds(1))
        }
    }

    @Test("A program runs in its folder, with its environment, in a group of its own, and what it writes is kept")
    func runs() async throws {
        try await onLoop { loop in
            let process = try start("pwd; echo $COLOUR >&2; ps -o pgid= -p $$ | tr -d ' '; exit 3", ["COLOUR": "blue"])
            await wait(process, loop) { process.reap() }
            _ = process.output.read()
            #expect(process.output.takeLines() == ["/", "blue", "\(process.pid)"])
            #expect(process.output.takeLines().isEmpty)
            #expect(process.output.lastLines(1) == ["\(process.pid)"])
            #expect(process.ending == .exited(3))
        }
    }

    @Test("A program has no descriptor of this process")
    func descriptors() async throws {
        try await onLoop { loop in
            // Without FD_CLOEXEC, as another program leaves those that it gives to this one.
            let descriptor = fcntl(0, F_DUPFD, 200)
            defer { close(descriptor) }
            let process = try start("[ -e /proc/$$/fd/\(descriptor) ] && echo there || echo none")
            await wait(process, loop) { process.reap() }
            _ = process.output.read()
            #expect(process.output.lastLines(1) == ["none"])
        }
    }

    @Test("Killing a program kills what it has started too")
    func group() async throws {
        try await onLoop { loop in
            let process = try start("sleep 600 & echo $!; wait")
            await wait(process, loop) { !process.output.lastLines(1).isEmpty }
            let child = try #require(Int32(process.output.lastLines(1).first ?? ""))
            #expect(!BackendProcess.isGone(child))
            process.end()
            await wait(process, loop) { BackendProcess.isGone(child) }
            #expect(BackendProcess.isGone(child))
            #expect(process.ending == .killed(SIGKILL))
        }
    }

    @Test("A child that outlives its program is killed once the program's end is noticed")
    func orphan() async throws {
        try await onLoop { loop in
            let process = try start("sleep 600 & echo $!")
            await wait(process, loop) { process.reap() }
            let child = try #require(Int32(process.output.lastLines(1).first ?? ""))
            await wait(process, loop) { BackendProcess.isGone(child) }
            #expect(BackendProcess.isGone(child))
        }
    }

    @Test("A program ends with the thread that started it, whatever ends that")
    func parentDies() async throws {
        let pid = try await onLoop { loop in
            let process = try start("echo started; sleep 600")
            // Only once it runs has the kernel been asked.
            await wait(process, loop) { !process.output.lastLines(1).isEmpty }
            // As if this process had been killed: no deinitializer runs.
            _ = Unmanaged.passRetained(process)
            return process.pid
        }
        try await onLoop { loop in
            for _ in 0..<10_000 {
                if BackendProcess.isGone(pid) { return }
                await loop.sleep(for: .milliseconds(1))
            }
        }
        #expect(BackendProcess.isGone(pid))
    }

    @Test(
        "A program that cannot be started says why",
        arguments: [
            (["no-such-program"], "there is no program 'no-such-program' on PATH"),
            (["./missing"], "there is no program './missing'"),
            (["./notes.txt"], "'./notes.txt' may not be executed: chmod +x it, or name what runs it"),
        ])
    func missing(words: [String], message: String) throws {
        try withFolder(["notes.txt": "nothing"]) { folder in
            let launch = Launch(words: words, folder: folder, environment: ["PATH": "/usr/bin:/bin"])
            let failure = #expect(throws: Launch.Failure.self) { try ChildProcess(launch) }
            #expect(failure?.description == message)
        }
    }

    @Test(
        "A program is found by a relative path, whose folder is where it starts",
        arguments: [(["./tool"], "/usr/bin:/bin"), (["tool"], "FOLDER:/usr/bin:/bin")])
    func relative(words: [String], path: String) async throws {
        try await withFolder { top in
            // So deep that the way up from here is not the way up from there.
            let here = FileManager.default.currentDirectoryPath.split(separator: "/")
            let folder = top + String(repeating: "/deep", count: here.count)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try "#!/bin/sh\npwd".write(toFile: "\(folder)/tool", atomically: true, encoding: .utf8)
            #expect(chmod("\(folder)/tool", 0o755) == 0)
            let relative = here.map { _ in "../" }.joined() + folder.dropFirst()
            try await onLoop { loop in
                let variables = ["PATH": path.replacing("FOLDER", with: relative)]
                let process = try ChildProcess(Launch(words: words, folder: relative, environment: variables))
                await wait(process, loop) { process.reap() }
                _ = process.output.read()
                #expect(process.output.takeLines() == [folder])
            }
        }
    }

    @Test("A stopped program does not move until it is resumed")
    func stops() async throws {
        try await onLoop { loop in
            let process = try start("while :; do :; done")
            process.stop()
            let (first, second) = (ProcessLook(process.pid), ProcessLook(process.pid))
            #expect(first.isAsleep && first == second)
            process.resume()
            var moves = false
            await wait(process, loop) {
                moves = !ProcessLook(process.pid).isAsleep
                return moves
            }
            #expect(moves)
        }
    }
}
