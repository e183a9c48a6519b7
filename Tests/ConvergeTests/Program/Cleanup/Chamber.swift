import Foundation
import Subprocess
import SystemPackage
import Testing

/// A sandbox whose whole trace can be seen.
///
/// Where we may (as root, unless the program lies in `/dev/shm`), the program runs in name spaces of its own for shared
/// memory and mounts: its TMPDIR is a small file system in memory, and every segment of shared memory that is there is the
/// program's.
struct Chamber {
    let box: Sandbox
    /// The process whose name spaces they are; nil where we may not make any.
    private let keeper: pid_t?

    /// Room for one server, and little more.
    private static let megabytes = 330

    /// Runs `body` in a new chamber, which is gone when it returns.
    static func with(_ body: (Chamber) async throws -> Void) async throws {
        // Not in /dev/shm, which is about to be another.
        let plain = try Sandbox(below: "/tmp")
        // A program that lies in /dev/shm would not be there any more.
        guard geteuid() == 0, !Sandbox.program.hasPrefix("/dev/shm/") else {
            return try await body(Chamber(box: plain, keeper: nil))
        }
        let script =
            "mount -t tmpfs -o size=\(megabytes)m,mode=777 none \(plain.path)/tmp && mount -t tmpfs none /dev/shm "
            + "&& cd / && touch \(plain.path)/ready && exec cat"
        // It ends when its input does, so with us, however we end.
        _ = try await Subprocess.run(
            .path("/usr/bin/unshare"),
            arguments: ["--ipc", "--mount", "--propagation", "private", "/bin/sh", "-c", script],
            input: .inputWriter, output: .discarded, error: .discarded
        ) { execution in
            for _ in 0..<200 where !plain.entries.contains("ready") { try await Task.sleep(for: .milliseconds(10)) }
            if plain.entries.contains("ready") {
                let pid = execution.processIdentifier.value
                let box = Sandbox(at: plain.path, root: "/proc/\(pid)/root")
                try await body(Chamber(box: box, keeper: pid))
            } else {
                try await body(Chamber(box: plain, keeper: nil))
            }
            try await execution.standardInputWriter.finish()
        }
    }

    /// Whether the program has a small file system of its own.
    var hasOwnDisk: Bool { keeper != nil }

    /// Runs a command line of the shell, as which the program may be started with `exec`.
    func run(
        _ command: String, meanwhile: (pid_t) async throws -> Void = { _ in }
    ) async throws -> Sandbox.Outcome {
        guard let keeper else {
            return try await box.run(executable: "/bin/sh", ["-c", command], meanwhile: meanwhile)
        }
        return try await box.run(
            executable: "/usr/bin/nsenter",
            ["--ipc", "--mount", "--target", "\(keeper)", "/bin/sh", "-c", "cd \(box.path) && \(command)"],
            meanwhile: meanwhile)
    }

    /// Fills the program's disk.
    func fillDisk() async throws {
        _ = try await run("cat /dev/zero > \(box.path)/tmp/filling 2>/dev/null")
    }

    /// Waits until no program runs here any more: for one that is not our child.
    func waitForEnd() async throws {
        for _ in 0..<1200 where !box.programs.isEmpty { try await Task.sleep(for: .milliseconds(25)) }
    }

    /// Everything that a run has left, in words; empty if it has left nothing.
    func leftovers() async throws -> [String] {
        var found = box.leftovers
        found += box.temporaryEntries.filter { $0 != "filling" }.map { "in TMPDIR: \($0)" }
        found += box.entries.filter { $0.hasPrefix(".converge-") }.map { "unfinished: \($0)" }
        // Through a program: Foundation reads the first page of such a file alone.
        let sockets = try await run("cat /proc/net/unix").output
        found += sockets.split(separator: "\n").filter { $0.contains(box.path) }.map { "socket: \($0)" }
        if keeper != nil {
            let memory = try await run("tail -n +2 /proc/sysvipc/shm; ls -A /dev/shm")
            found += memory.output.split(separator: "\n").map { "shared memory: \($0)" }
        }
        return found
    }
}
