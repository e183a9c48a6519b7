import ArgumentParser
import FakeSequin
import Scenarios

/// What to explore, and how far.
struct ExplorationOptions: ParsableArguments {
    @Option(help: "Only these scenarios. Repeatable; names may also be joined by commas.")
    var scenario: [String] = []

    @Option(
        help: ArgumentHelp(
            "The consumer to imitate (default: \(ConsumerKind.fenced.rawValue)); 'converge list' shows them.",
            valueName: "name"))
    var consumer: String?

    @Option(help: "The seed: the same seed, the same run.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Time for the whole command, such as 500ms, 30s, 5m, 1h.", valueName: "time"))
    var budget: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "Schedules to run in each cell (default: \(VerificationSettings().schedules)).", valueName: "n"))
    var schedules: Int?

    @Option(help: "How schedules are chosen: \(ExplorerKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var explorer: String = VerificationSettings().explorer.rawValue

    @Option(help: ArgumentHelp("With pct: how many steps must be in order for the bugs to look for.", valueName: "n"))
    var depth: Int?

    @Option(
        help: ArgumentHelp(
            "With exhaustive: how often a schedule may leave a worker that could go on (default: no bound).",
            valueName: "n"))
    var preemptions: Int?

    @Flag(help: "With exhaustive: run one in 16 of the schedules that may be left out, and see that they may.")
    var audit = false

    @Option(
        help: ArgumentHelp(
            "With exhaustive: go on where FILE says that an earlier exploration was cut short; kept up to date.",
            valueName: "file"))
    var resume: String?

    @Option(help: ArgumentHelp("Workers at once, instead of the scenario's own.", valueName: "n"))
    var workers: Int?

    @Option(help: ArgumentHelp("Records upstream, instead of the scenario's own.", valueName: "n"))
    var records: Int?

    @Option(help: ArgumentHelp("Upstream changes, creations included, instead of the scenario's own.", valueName: "n"))
    var changes: Int?

    @Option(
        help: ArgumentHelp(
            "Run only part I of N of the cells, counted from 1, or of their schedules where there are fewer cells; "
                + "'converge merge' puts the reports together.",
            valueName: "i/n"),
        transform: {
            guard let shard = Shard($0) else {
                throw ValidationError("it is I/N, with I from 1 to N, and N at most \(Shard.most)")
            }
            return shard
        })
    var shard: Shard?

    @Flag(help: "Run each schedule twice, and compare.")
    var checkDeterminism = false

    @Flag(help: "Start programs that are workers anew for each schedule, instead of keeping them.")
    var fresh = false

    // For scripts/soak.
    @Option(help: ArgumentHelp("Write a hash of each schedule to FILE, a line each.", visibility: .hidden))
    var interleavings: String?

    func scenarios() throws -> [Scenario] {
        let wanted = try Names.split(scenario, option: "--scenario", what: "scenario")
        let names = try Names.pick(wanted, from: Catalogue.scenarios.map(\.name), what: "scenario")
        return names.compactMap(Catalogue.scenario(named:))
    }

    func settings() throws -> VerificationSettings {
        var settings = VerificationSettings()
        if let name = consumer {
            guard let consumer = ConsumerKind(rawValue: name) else {
                let known = ConsumerKind.allCases.map(\.rawValue)
                throw Stop(.usage, "there is no consumer '\(name)': \(Names.remedy(name, known))")
            }
            settings.consumer = consumer
        }
        guard let explorer = ExplorerKind(rawValue: explorer) else {
            let known = ExplorerKind.allCases.map(\.rawValue)
            throw Stop(.usage, "there is no explorer '\(self.explorer)': \(Names.remedy(self.explorer, known))")
        }
        settings.explorer = explorer
        settings.seed = seed
        if let schedules {
            guard (1...100_000_000).contains(schedules) else {
                throw Stop(.usage, "--schedules takes 1 to 100000000, not \(schedules).")
            }
            settings.schedules = schedules
        }
        if let depth {
            guard explorer == .pct else {
                throw Stop(.usage, "--depth is for --explorer pct: add that, or leave it out.")
            }
            guard (1...100).contains(depth) else { throw Stop(.usage, "--depth takes 1 to 100, not \(depth).") }
            settings.depth = depth
        }
        if let preemptions {
            guard explorer == .exhaustive else {
                throw Stop(.usage, "--preemptions is for --explorer exhaustive: add that, or leave it out.")
            }
            guard (0...1000).contains(preemptions) else {
                throw Stop(.usage, "--preemptions takes 0 to 1000, not \(preemptions).")
            }
            settings.preemptions = preemptions
        }
        if audit || resume != nil, explorer != .exhaustive {
            throw Stop(.usage, "--audit and --resume are for --explorer exhaustive: add that, or leave them out.")
        }
        if audit { settings.auditEvery = 16 }
        settings.workers = workers
        settings.records = records
        settings.changes = changes
        settings.checksDeterminism = checkDeterminism
        settings.startsFresh = fresh
        if let interleavings { settings.onSchedule = try ScheduleLog(interleavings).add }
        return settings
    }
}
