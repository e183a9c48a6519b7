import ArgumentParser
import Foundation
import Postgres
import Reports
import Scenarios

/// The program: parses, runs, and turns what happens into one exit status.
enum Program {
    static func run(_ arguments: [String]) -> Int32 {
        let status = perform(arguments)
        guard let loss = StandardStreams.loss else { return status }
        StandardStreams.error("converge: standard output could not be written: \(loss): results are missing there.\n")
        return ExitStatus.internalError.code
    }

    private static func perform(_ arguments: [String]) -> Int32 {
        // A reader of our output who has gone is an error of one write, not the end of us: there is a server to stop.
        signal(SIGPIPE, SIG_IGN)
        // So is a file that grew beyond what the shell allows.
        signal(SIGXFSZ, SIG_IGN)
        HermeticEnvironment.removeLibpqVariables()
        var configured: ConfiguredArguments?
        do {
            configured = try ConfiguredArguments(ArgumentSpreading.apply(to: arguments))
            var command = try parse(configured?.arguments ?? arguments)
            try command.run()
            return 0
        } catch let stop as Stop {
            if let message = stop.message {
                let located = stop.status == .usage ? configured?.locate(message) ?? message : message
                StandardStreams.error("converge: \(shown(sentence(located), stop.status))\n")
            }
            return stop.status.code
        } catch  where ConvergeCommand.exitCode(for: error).isSuccess {
            // Help and version are errors of the library.
            StandardStreams.output(ConvergeCommand.fullMessage(for: error) + "\n")
            return 0
        } catch {
            StandardStreams.error("converge: internal error: \(error)\n")
            return ExitStatus.internalError.code
        }
    }

    private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
        if let word = arguments.first, !word.hasPrefix("-"), !ConvergeCommand.names.contains(word) {
            throw Stop(.usage, "there is no command '\(word)': \(Names.remedy(word, ConvergeCommand.names))")
        }
        do {
            return try ConvergeCommand.parseAsRoot(arguments)
        } catch {
            if ConvergeCommand.exitCode(for: error).isSuccess { throw error }
            throw Stop(.usage, usage(ConvergeCommand.message(for: error), arguments))
        }
    }

    /// Without control characters: a file from elsewhere may be quoted. Only what a server's log says has
    /// lines of its own.
    private static func shown(_ message: String, _ status: ExitStatus) -> String {
        guard status == .noServer else { return TextStyle().words(message) }
        return message.split(separator: "\n", omittingEmptySubsequences: false).map { TextStyle().words(String($0)) }
            .joined(separator: "\n")
    }

    /// With a full stop at its end, unless it ends otherwise or is followed by what another program wrote.
    private static func sentence(_ message: String) -> String {
        message.contains("\n") || ".?!".contains(message.last ?? ".") ? message : message + "."
    }

    private static func usage(_ message: String, _ arguments: [String]) -> String {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        let ending = ".?!".contains(line.last ?? " ") ? "" : "."
        let command = arguments.first { ConvergeCommand.names.contains($0) }.map { "converge \($0)" } ?? "converge"
        return "\(line)\(ending) See '\(command) --help'."
    }
}
