import ArgumentParser
import Foundation
import Syncer

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

    @Option(
        help: ArgumentHelp(
            "The time of a throwaway cluster: real, or virtual for that of the schedules (default: virtual where scripts or "
                + "schema name time).", valueName: "time"),
        transform: {
            guard let time = WorkerTime(rawValue: $0) else { throw ValidationError("it is real or virtual") }
            return time
        })
    var serverTime: WorkerTime?

    /// The URL given, or that of the environment.
    var url: String? {
        if let databaseURL { return databaseURL }
        let value = ProcessInfo.processInfo.environment["CONVERGE_DATABASE_URL"] ?? ""
        return value.isEmpty ? nil : value
    }

    /// Whether a strategy can have a server that has the time of its schedules.
    var givesTime: Bool { url == nil && serverTime != .real }

    func check() throws {
        if serverTime == .virtual, url != nil {
            throw Stop(
                .usage,
                "--server-time virtual takes a throwaway cluster: leave --database-url and CONVERGE_DATABASE_URL out.")
        }
        if postgresBin != nil, databaseURL != nil {
            throw Stop(.usage, "--postgres-bin and --database-url exclude each other: give one.")
        }
    }
}
