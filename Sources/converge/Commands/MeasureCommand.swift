import ArgumentParser
import Foundation
import Postgres
import Scenarios
import Syncer

/// `converge measure`: for scripts/bench, and hidden from users.
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Times explorations up to their first violation, one JSON object a line; or serves a bare cluster.",
        shouldDisplay: false)

    @Argument(help: "Folders, or built-in names.")
    var strategies: [String] = []

    @Option(help: "How many seeds, from --seed on.")
    var runs = 1

    @Option(help: "How many worlds run at once.")
    var worlds = VerificationSettings().worlds

    @Option(help: "Have the server log every statement, and copy its log here.")
    var trace: String?

    @Flag(help: "Measure nothing: say how to reach a cluster, and keep it until standard input ends.")
    var serve = false

    @Flag(help: "Measure nothing: list the cells that built-in strategies expect to be violated.")
    var knownBad = false

    @Option(help: "Where initdb and postgres are.")
    var postgresBin: String?

    @OptionGroup(title: "What to explore") var exploration: ExplorationOptions

    mutating func run() throws {
        guard runs > 0, (1...32).contains(worlds) else { throw Stop(.usage, "--runs and --worlds start at 1.") }
        var settings = try exploration.settings()
        if knownBad {
            let cells = try KnownBadCell.all(of: strategies, in: exploration.scenarios(), settings)
            return cells.forEach(MeasureJob.say)
        }
        settings.worlds = worlds
        settings.firstWorlds = worlds
        try MeasureJob(
            strategies: strategies.map { try Strategies.load($0).strategy }, scenarios: exploration.scenarios(),
            settings: settings,
            seeds: (0..<UInt64(runs)).map { settings.seed &+ $0 }, budget: exploration.budget?.duration, trace: trace,
            serves: serve,
            postgresBin: postgresBin
        ).run()
    }
}

/// The work of `measure`.
private struct MeasureJob: Sendable {
    let strategies: [Strategy]
    let scenarios: [Scenario]
    let settings: VerificationSettings
    let seeds: [UInt64]
    /// For each exploration.
    let budget: Duration?
    let trace: String?
    let serves: Bool
    let postgresBin: String?

    func run() throws {
        let loop = EventLoop()
        let signals = Signals()
        var options = ThrowawayCluster.Options(binDirectory: postgresBin)
        if trace != nil {
            options.settings = ["log_statement": "all", "log_min_messages": "log", "log_line_prefix": "%p %d|"]
        }
        do {
            try loop.run { [options] in
                try await signals.run(on: loop) {
                    try await ThrowawayCluster.with(options, on: loop) { cluster in
                        if serves { return try await serve(cluster, loop) }
                        try await measure(on: cluster, loop)
                        if let trace {
                            try FileManager.default.copyItem(atPath: cluster.directory + "/log", toPath: trace)
                        }
                    }
                }
            }
        } catch {
            if let signal = signals.received { throw Stop(.signal(signal)) }
            if let failure = error as? EnvironmentFailure { throw Stop(.inconclusive, failure.reason) }
            throw error
        }
        signals.restore()
    }

    private func measure(on cluster: ThrowawayCluster, _ loop: EventLoop) async throws {
        guard scenarios.contains(where: \.setup.killsServer) else { return try await measure(cluster, nil, loop) }
        let options = ThrowawayCluster.Options(
            binDirectory: postgresBin, settings: ServerAccess.settingsForKilling)
        try await ThrowawayCluster.with(options, on: loop) { try await measure(cluster, $0, loop) }
    }

    private func measure(_ cluster: ThrowawayCluster, _ second: ThrowawayCluster?, _ loop: EventLoop) async throws {
        let version = cluster.installation.version
        let verifier = try await Verifier(
            server: .own(cluster, version: version, runID: "run"),
            crashServer: second.map { .own($0, version: version, runID: "crash", mayBeKilled: true) }, loop: loop,
            settings: settings)
        defer { verifier.close() }
        for strategy in strategies {
            for scenario in scenarios {
                try await verifier.measure(strategy, scenario: scenario, seeds: seeds, budget: budget) { Self.say($0) }
            }
        }
    }

    /// How to reach a cluster.
    private struct Address: Codable {
        var host, port, user, bin: String
    }

    private func serve(_ cluster: ThrowawayCluster, _ loop: EventLoop) async throws {
        let target = cluster.target().parameters
        Self.say(
            Address(
                host: target["host"] ?? "", port: target["port"] ?? "", user: target["user"] ?? "",
                bin: cluster.installation.binDirectory))
        var byte: UInt8 = 0
        repeat {
            while await !loop.waitReadable(STDIN_FILENO, timeout: .milliseconds(200)) { try Task.checkCancellation() }
        } while read(STDIN_FILENO, &byte, 1) > 0
    }

    static func say(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let line = try? encoder.encode(value) else { return }
        _ = StandardStreams.write(Array(line) + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
    }
}
