public import FakeSequin
public import Syncer

/// What the user asks for, beyond strategies and scenarios.
public struct VerificationSettings: Sendable {
    /// The consumer, but for strategies that have one of their own: see ``consumer(for:)``.
    public var consumer = ConsumerKind.fenced { didSet { namesConsumer = true } }
    /// Whether the consumer was asked for.
    var namesConsumer = false
    /// How schedules are chosen.
    public var explorer = ExplorerKind.random
    /// The seed.
    public var seed: UInt64 = 1
    /// The depth of the bugs that `pct` looks for.
    public var depth = 3
    /// How often a schedule of `exhaustive` may leave a worker that could go on; nil for any number.
    public var preemptions: Int?
    /// Whether `exhaustive` leaves out equivalent schedules; off to audit the reduction.
    public var reduces = true
    /// Of how many schedules that `exhaustive` may cut short one is run to its end, to see that it may; 0 for none.
    public var auditEvery = 0
    /// An exploration to go on with.
    public var resume: Unfinished?
    /// Told after every schedule how far the cell is.
    public var onProgress: (@Sendable (CellProgress) -> Void)?
    /// Told what there is to know of a strategy's schema, before its first cell.
    public var onWarning: (@Sendable (String) -> Void)?
    /// Told of every schedule: a hash of its strategy, scenario, upstream changes and choices, 32 hexadecimal digits.
    public var onSchedule: (@Sendable (String) -> Void)?
    /// How long a statement may run, in real time and not counting its waits for locks, until it is ended and what it
    /// belongs to is inconclusive.
    public var statementLimit = Watchdog.defaultLimit
    /// How many schedules are drawn in each cell.
    public var schedules = 200
    /// Which of them are run here, where several machines share a cell; nil for all. For ``ExplorerKind/random`` alone.
    public var share: Shard?
    /// Bounds that replace a scenario's own.
    public var workers: Int?
    /// Bounds that replace a scenario's own.
    public var records: Int?
    /// Bounds that replace a scenario's own.
    public var changes: Int?
    /// When the whole command must be over.
    public var deadline: ContinuousClock.Instant?
    /// Whether every schedule is run twice and compared.
    public var checksDeterminism = false
    /// Whether programs that are workers are started anew for every schedule.
    public var startsFresh = false
    /// The time of throwaway clusters; nil for that of schedules where a strategy's scripts or schema name time, and real time
    /// elsewhere.
    public var serverTime: WorkerTime?
    /// Failures of earlier runs, to be tried before anything is explored.
    public var known: [KnownFailure] = []
    /// How many worlds run at once in a long exploration.
    public var worlds = 8
    /// How many run at once from the start.
    public var firstWorlds = 3

    /// The defaults.
    public init() {}

    /// How many schedules are drawn in a cell of a scenario.
    public func schedules(for scenario: Scenario) -> Int { max(1, schedules * scenario.setup.effort / 100) }

    /// Which schedules of a cell of a scenario are run here; nil for all.
    public func range(for scenario: Scenario) -> ScheduleRange? {
        share.flatMap { ScheduleRange($0, of: schedules(for: scenario)) }
    }

    /// A scenario's bounds with the user's own in place.
    ///
    /// - Throws: ``BoundsError`` where they are below what the scenario needs, or absurd.
    public func bounds(for scenario: Scenario) throws -> Bounds {
        var bounds = scenario.bounds
        bounds.workers = workers ?? bounds.workers
        bounds.records = records ?? bounds.records
        bounds.changes = changes ?? max(bounds.changes, bounds.records)
        let minimum = scenario.minimum
        let pairs = [
            ("workers", bounds.workers, minimum.workers, 16), ("records", bounds.records, minimum.records, 100),
            ("changes", bounds.changes, max(minimum.changes, bounds.records), 1_000),
        ]
        for (name, value, least, most) in pairs where value < least || value > most {
            throw BoundsError(
                description: "scenario \(scenario.name) takes \(least) to \(most) \(name), not \(value)")
        }
        return bounds
    }
}
