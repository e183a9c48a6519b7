import ArgumentParser
import Foundation

/// Which Postgres to use.
struct ServerOptions: ParsableArguments {
    @Option(
        name: .customLong("database-url"),
        help: ArgumentHelp(
            "A server to use instead of a throwaway cluster; only databases named converge_… are made there, and "
                + "dropped. Also from CONVERGE_DATABASE_URL.", valueName: "url"))
    var databaseURL: String?

    @Option(help: ArgumentHelp("How long to wait for that server to start.", valueName: "time"))
    var wait: TimeSpan?

    @Option(help: ArgumentHelp("Where initdb and postgres are.", valueName: "dir"))
    var postgresBin: String?

    @Option(
        help: ArgumentHelp(
            "How long a statement may run, waits for locks aside, until it is ended and its cell is inconclusive "
                + "(default: 30s).", valueName: "time"))
    var statementLimit: TimeSpan?

    /// The URL given, or that of the environment.
    var url: String? {
        if let databaseURL { return databaseURL }
        let value = ProcessInfo.processInfo.environment["CONVERGE_DATABASE_URL"] ?? ""
        return value.isEmpty ? nil : value
    }

    func check() throws {
        if postgresBin != nil, databaseURL != nil {
            throw Stop(.usage, "--postgres-bin and --database-url exclude each other: give one.")
        }
    }
}

/// Which reports to write, and where.
struct ReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write a JSON report; - is standard output.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Where failure files go; verify tries those that lie there first.", valueName: "dir"))
    var failures: String = ".converge/failures"

    /// Refuses what could not be written in the end.
    func check() throws {
        if let json, json != "-" { try OutputFile.check(json, option: "--json") }
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: failures, isDirectory: &isDirectory), !isDirectory.boolValue {
            throw Stop(.usage, "--failures \(failures) is a file: name a directory.")
        }
    }
}

/// How output looks.
struct OutputOptions: ParsableArguments {
    /// When to use colours.
    enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    @Option(help: ArgumentHelp("When to use colours.", valueName: "when"))
    var color = ColorChoice.auto

    @Flag(help: "Say only what is not as it should be.")
    var quiet = false
}

/// Which options a configuration file gives.
struct ConfigurationOptions: ParsableArguments {
    // Read before anything is parsed (``ConfiguredArguments``); declared so that help and completions know it.
    @Option(help: "Use this named set of the options in converge.yml, in the working directory.")
    var settings: String?
}
