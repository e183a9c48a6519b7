import Foundation
import Testing

/// How a command can end.
enum CleanupEnding: String, CaseIterable {
    case success, failure, interrupt, terminate, hangUp, kill, closedTerminal, closedPipe, fullDisk, fileLimit
    case killedServer

    /// Ends a command this way, and returns when it has ended.
    func end(_ command: CleanupCommand, in chamber: Chamber) async throws {
        let converge = "exec \(Sandbox.program) "
        let long = command.long ?? command.success
        switch self {
        case .success:
            let outcome = try await chamber.run(converge + command.success)
            #expect(outcome.status == 0, "\(outcome.error)")
        case .failure:
            let outcome = try await chamber.run(converge + command.failure.arguments)
            #expect(outcome.status == command.failure.status, "\(outcome.error)")
        case .interrupt: try await signal(SIGINT, long, command, chamber, status: 130)
        case .terminate: try await signal(SIGTERM, long, command, chamber, status: 143)
        case .hangUp: try await signal(SIGHUP, long, command, chamber, status: 129)
        case .kill:
            try await signal(SIGKILL, long, command, chamber, status: -9)
            guard command.startsServer else { return }
            // What is left is swept at the next start.
            #expect(chamber.box.cluster != nil)
            _ = try await chamber.run(converge + "verify guarded-upsert --scenario in-order --schedules 1")
        case .closedTerminal:
            // The terminal is that of `script`, and closed when that is killed.
            let line = "script --quiet --command \"\(converge)\(long)\" /dev/null < /dev/null > /dev/null"
            _ = try await chamber.run("exec " + line) { pid in
                try await ready(command, chamber)
                Glibc.kill(pid, SIGKILL)
            }
            try await chamber.waitForEnd()
        case .closedPipe:
            _ = try await chamber.run("\(Sandbox.program) \(command.long ?? command.success) | true") { pid in
                // What prints nothing for long notices nothing for long.
                guard command.name == "verify" || command.name == "matrix" || command.name == "measure" else { return }
                try await ready(command, chamber)
                for process in chamber.box.programs { Glibc.kill(process, SIGTERM) }
            }
        case .fullDisk:
            guard chamber.hasOwnDisk else { return }
            if !command.startsServer { try await chamber.fillDisk() }
            let outcome = try await chamber.run(converge + long) { pid in
                guard command.startsServer else { return }
                try await ready(command, chamber)
                try await chamber.fillDisk()
                if command.waitsForUs { Glibc.kill(pid, SIGTERM) }
            }
            #expect(outcome.status != 0 || !command.startsServer, "\(outcome.output)")
        case .fileLimit:
            // In blocks of 512 bytes: less than a server's log takes, or nothing at all.
            let outcome = try await chamber.run("ulimit -f \(command.startsServer ? 20_000 : 0) && " + converge + long)
            #expect(outcome.status != 0 || command.name == "list", "\(outcome.output)")
        case .killedServer:
            guard command.startsServer else { return }
            let outcome = try await chamber.run(converge + long) { pid in
                try await ready(command, chamber)
                if let server = chamber.box.postmaster { Glibc.kill(server, SIGKILL) }
                if command.waitsForUs { Glibc.kill(pid, SIGTERM) }
            }
            #expect(outcome.status != 0, "\(outcome.error)")
        }
    }

    private func signal(
        _ number: Int32, _ arguments: String, _ command: CleanupCommand, _ chamber: Chamber, status: Int32
    ) async throws {
        let outcome = try await chamber.run("exec \(Sandbox.program) \(arguments)") { pid in
            try await ready(command, chamber)
            if number == SIGKILL, let backend = chamber.box.backends.first { Glibc.kill(backend, SIGSTOP) }
            Glibc.kill(pid, number)
        }
        // A short command may have been faster, or may not have begun to be the program.
        if command.startsServer { #expect(outcome.status == status, "\(outcome.error)") }
    }

    private func ready(_ command: CleanupCommand, _ chamber: Chamber) async throws {
        if command.startsServer { try await chamber.box.waitForServer() }
    }
}

extension CleanupCommand {
    /// Whether its long run goes on whatever becomes of its server.
    var waitsForUs: Bool { name == "replay" }
}
