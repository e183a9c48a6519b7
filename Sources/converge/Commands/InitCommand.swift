import ArgumentParser
import Foundation
import Scenarios
import Syncer

/// `converge init`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "A strategy to start from: a copy of a built-in one, or one for a table of your own.",
        discussion: """
            A copy has comments that say what each file is for. It can be checked as it is.

            With --schema and --table the schema is run, and the table's key, version, fields and deletions are taken from \
            its catalogue. Lines with DECIDE ask for what that does not tell.

            With --worker the worker is a program, which Converge runs as it is.

            EXAMPLES
              converge init my-strategy --from guarded-null-safe
              converge init my-strategy --schema db/migrations --table public.contacts
              converge init my-worker --worker python
              converge verify ./my-strategy
            """)

    @Argument(help: ArgumentHelp("The folder to make; it must not exist, or be empty.", valueName: "dir"))
    var directory: String

    @Option(help: "The built-in strategy to copy.")
    var from: String?

    @Option(
        help: ArgumentHelp(
            "The DDL of your own database: a file, or a folder of migrations. Given again, it is run after the first.",
            valueName: "path"))
    var schema: [String] = []

    @Option(help: ArgumentHelp("The table there that records go to, such as public.contacts.", valueName: "name"))
    var table: String?

    @Option(
        help: ArgumentHelp(
            "The language of a program that is the worker: go, java, node, php, python, ruby.", valueName: "language"))
    var worker: String?

    @OptionGroup(title: "Postgres") var server: ServerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
        let console = Console(output)
        let path = directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory
        let argument = (path.contains("/") ? path : "./\(path)").shellWord
        if let worker {
            guard from == nil, schema.isEmpty, table == nil else {
                throw Stop(.usage, "--worker excludes --from, --schema and --table: give it alone.")
            }
            let files = try program(in: worker)
            try refuseToOverwrite(path)
            try write(files, to: path)
            return console.result(
                "\(path) holds a worker in \(worker), which loses the guide's race. Its strategy.yml says what it needs. Put yours in "
                    + "its place, then run:\n\n"
                    + "  converge verify \(argument)\n")
        }
        switch (from, schema.isEmpty ? nil : schema, table) {
        case (let from?, nil, nil):
            let files = try copies(of: from)
            try refuseToOverwrite(path)
            try write(files, to: path)
            console.result("\(path) holds a copy of \(from). Edit it, then run:\n\n  converge verify \(argument)\n")
        case (nil, let schema?, let table?):
            try server.check()
            try refuseToOverwrite(path)
            try write(try draft(schema, table, console).files, to: path)
            console.result(
                "\(path) holds a strategy for \(table). See what it says after DECIDE, put your own SQL in upsert.sql, then run:"
                    + "\n\n  converge check \(argument)\n  converge verify \(argument)\n")
        case (nil, nil, nil):
            throw Stop(
                .usage,
                "name a built-in strategy to copy with --from, your own table with --schema and --table, or a language "
                    + "with --worker.")
        case (nil, _, _): throw Stop(.usage, "--schema and --table go together: give both.")
        default: throw Stop(.usage, "--from and --schema exclude each other: give one.")
        }
    }

    private func refuseToOverwrite(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        let contents = try? FileManager.default.contentsOfDirectory(atPath: path)
        guard contents?.isEmpty == true else {
            throw Stop(.usage, "\(path) is there already, and not empty: name a folder that is not.")
        }
    }

    // MARK: A table of one's own

    private func draft(_ schema: [String], _ table: String, _ console: Console) throws -> DraftFiles {
        guard let name = TableName(table) else {
            throw Stop(.usage, "'\(table)' is not a table's name: write schema.table, such as public.contacts.")
        }
        let draft = try ServerTask(server, console: console).run { verifier in
            try await verifier.draft(schema: schema, table: name)
        }
        return DraftFiles(draft, schema: schema.map { Self.path(to: $0, from: directory) })
    }

    /// How a folder's own files name something: by a path from there, unless it is absolute.
    static func path(to target: String, from folder: String) -> String {
        guard !target.hasPrefix("/") else { return target }
        let here = URL(fileURLWithPath: folder).standardizedFileURL.pathComponents
        let there = URL(fileURLWithPath: target).standardizedFileURL.pathComponents
        let shared = zip(here, there).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: here.count - shared) + there.dropFirst(shared)).joined(separator: "/")
    }

    // MARK: Files

    /// The files of a folder whose worker is a program.
    private func program(in language: String) throws -> [(name: String, text: String)] {
        guard let files = try WorkerStarters.files(for: language) else {
            throw Stop(
                .usage,
                "there is no worker in '\(language)' to start from: \(Names.remedy(language, WorkerStarters.languages()))"
            )
        }
        return files
    }

    private func refusal(_ path: String, _ reason: String) -> Stop {
        Stop(.usage, "\(path) could not be written (\(reason)): name a folder that you may write to.")
    }

    /// A built-in strategy's files, with comments.
    private func copies(of name: String) throws -> [(name: String, text: String)] {
        guard let source = BuiltInStrategies.folder(of: name) else {
            throw Stop(
                .usage,
                "there is no built-in strategy '\(name)': \(Names.remedy(name, BuiltInStrategies.names()))")
        }
        return try FileManager.default.contentsOfDirectory(atPath: source).sorted().map { name in
            // Written anew rather than copied: what is installed may be read-only.
            (name, StarterFile.text(name, try String(contentsOfFile: "\(source)/\(name)", encoding: .utf8)))
        }
    }

    /// Writes all files or none.
    private func write(_ files: [(name: String, text: String)], to path: String) throws {
        do {
            try SignalShield.whileWriting {
                try FileManager.default.createDirectory(
                    atPath: OutputFile.directory(of: path), withIntermediateDirectories: true)
                let temporary = try TemporaryPath(in: OutputFile.directory(of: path), isDirectory: true)
                do {
                    for (name, text) in files {
                        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(temporary.path)/\(name)"))
                    }
                } catch {
                    temporary.discard()
                    throw error
                }
                try temporary.become(path)
            }
        } catch let error as TemporaryPath.Failure {
            throw refusal(path, String(cString: strerror(error.number)))
        } catch {
            throw refusal(path, error.reason)
        }
    }
}
