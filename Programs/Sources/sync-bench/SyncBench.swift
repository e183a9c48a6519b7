import ArgumentParser

/// `sync-bench`: the measuring half of `scripts/bench sync`; each command prints one JSON object.
@main struct SyncBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync-bench", abstract: "Measures the syncer and the fake consumer, for scripts/bench sync.",
        subcommands: [PairsCommand.self, SyncCommand.self, RowsCommand.self, ServeCommand.self])
}
