import Foundation
import Testing

/// How a command can end.
enum CleanupEnding: String, CaseIterable {
    case success, failure, interrupt, terminate, hangUp, secondSignal, kill, closedTerminal, closedPipe, fullDisk
    case fileLimit, killedServer

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
        case .interrupt: try await signal(SIGINT, arguments: long, command, chamber, statuses: [130])
        case .terminate: try await signal(SIGTERM, arguments: long, command, chamber, statuses: [143])
        case .hangUp: try await signal(SIGHUP, arguments: long, command, chamber, statuses: [129])
        // Two of one kind may come as one; of two kinds either may come first.
        case .secondSignal: try await signal(SIGINT, SIGTERM, arguments: long, command, chamber, statuses: [130, 143])
        case .kill:
            try await signal(SIGKILL, arguments: long, command, chamber, statuses: [-9])
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
        _ numbers: Int32..., arguments: String, _ command: CleanupCommand, _ chamber: Chamber, statuses: [Int32]
    ) async throws {
        let outcome = try await chamber.run("exec \(Sandbox.program) \(arguments)") { pid in
            try await ready(command, chamber)
            if numbers == [SIGKILL], let backend = chamber.box.backends.first { Glibc.kill(backend, SIGSTOP) }
            for number in numbers { Glibc.kill(pid, number) }
        }
        // A short command may have been faster, or may not have begun to be the program.
        if command.startsServer { #expect(statuses.contains(outcome.status), "\(outcome.status): \(outcome.error)") }
    }

    private func ready(_ command: CleanupCommand, _ chamber: Chamber) async throws {
        if command.startsServer { try await chamber.box.waitForServer() }
    }
}

extension CleanupCommand {
    /// Whether its long run goes on whatever becomes of its server.
    var waitsForUs: Bool { name == "replay" }
}
