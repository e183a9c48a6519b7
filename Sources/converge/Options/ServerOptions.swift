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
