import ArgumentParser
import FakeSequin
import Foundation
import Postgres
import Scenarios
import Syncer

/// `converge replay`.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Runs a recorded failure again.",
        discussion: """
            Exits with 1 if it fails again as recorded, with 0 if it no longer fails, and with 2 if it cannot be \
            followed, or fails otherwise.

            EXAMPLES
              converge replay .converge/failures/naive-upsert-ack-wait-race-fenced.json
              converge replay failure.json --mermaid -     a diagram to paste into an issue
            """)

    @Argument(help: "A failure file that converge wrote.")
    var file: String

    @OptionGroup(title: "Postgres") var server: ServerOptions
    @OptionGroup(title: "Reports") var diagram: DiagramOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
        try server.check()
        try diagram.check()
        let job = try ReplayJob(path: file, server: server, diagram: diagram, console: Console(output))
        try job.run()
    }
}
