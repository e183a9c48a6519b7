import Scenarios
import Syncer

/// What cannot be had of programs that are workers, said before anything runs.
enum ProgramRules {
    /// Checks what was asked for against strategies whose worker is a program.
    ///
    /// - Throws: ``Stop``.
    static func check(_ strategies: [Strategy], explorer: ExplorerKind = .random, server: ServerOptions) throws {
        guard let strategy = strategies.first(where: { $0.command != nil }) else { return }
        if explorer == .exhaustive {
            throw Stop(
                .usage,
                "--explorer exhaustive needs to see a worker's whole state, and \(strategy.folder) runs a program: use "
                    + "random or pct.")
        }
        if server.url != nil {
            throw Stop(
                .usage,
                "\(strategy.folder) runs a program, which takes a throwaway cluster: leave --database-url and "
                    + "CONVERGE_DATABASE_URL out.")
        }
    }

    /// What a caller should know before a strategy of another's is run; nil where nothing but SQL is.
    static func warning(of strategy: Strategy) -> String? {
        strategy.command.map { command in
            "\(strategy.folder) runs a program with your rights: \(command.words.joined(separator: " "))"
        }
    }
}
