import ArgumentParser
import Foundation
import Scenarios

/// `converge init`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "A copy of a built-in strategy to start from.",
        discussion: """
            The copy has comments that say what each file is for. It can be checked as it is.

            EXAMPLES
              converge init my-strategy --from guarded-null-safe
              converge verify ./my-strategy
            """)

    @Argument(help: ArgumentHelp("The folder to make; it must not exist, or be empty.", valueName: "dir"))
    var directory: String

    @Option(help: "The built-in strategy to copy.")
    var from: String

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
        let console = Console(output)
        guard let source = BuiltInStrategies.folder(of: from) else {
            throw Stop(
                .usage,
                "there is no built-in strategy '\(from)': \(Names.remedy(from, BuiltInStrategies.names()))")
        }
        let path = directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory
        if FileManager.default.fileExists(atPath: path) {
            let contents = try? FileManager.default.contentsOfDirectory(atPath: path)
            guard contents?.isEmpty == true else {
                throw Stop(.usage, "\(path) is there already, and not empty: name a folder that is not.")
            }
        }
        do {
            try SignalShield.whileWriting { try copy(source, to: path) }
        } catch let error as TemporaryPath.Failure {
            throw refusal(path, String(cString: strerror(error.number)))
        } catch {
            throw refusal(path, error.reason)
        }
        let argument = path.contains("/") ? path : "./\(path)"
        console.result(
            "\(path) holds a copy of \(from). Edit it, then run:\n\n  converge verify \(argument.shellWord)\n")
    }

    private func refusal(_ path: String, _ reason: String) -> Stop {
        Stop(.usage, "\(path) could not be written (\(reason)): name a folder that you may write to.")
    }

    /// Copies a strategy's files, all of them or none.
    private func copy(_ source: String, to path: String) throws {
        let parent = OutputFile.directory(of: path)
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        let temporary = try TemporaryPath(in: parent, isDirectory: true)
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: source).sorted() {
                // Written anew rather than copied: what is installed may be read-only.
                let content = try String(contentsOfFile: "\(source)/\(name)", encoding: .utf8)
                let url = URL(fileURLWithPath: "\(temporary.path)/\(name)")
                try Data(StarterFile.text(name, content).utf8).write(to: url)
            }
        } catch {
            temporary.discard()
            throw error
        }
        try temporary.become(path)
    }
}
