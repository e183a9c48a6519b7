import Bits
import FakeSequin
import Sequin
import Simulation
import Syncer

/// Everything about a run that its choices do not decide.
struct WorldPlan: Sendable {
    let strategy: Strategy
    let destination: any Destination
    /// The strategy's, with the scenario's size of batches.
    let policy: WorkerPolicy
    let scenario: Scenario
    let consumer: ConsumerConfiguration
    let bounds: Bounds
    var seed: UInt64
    var changes: [Change]
    let tables: [TableShape]
    let records: RecordSource
    let footprints: StepFootprints
    /// What a cause is looked for in, besides a history.
    let facts: StrategyFacts
    var traits: StrategyTraits
    /// Whether sessions draw numbers, for which they are given a seed.
    let drawsNumbers: Bool
    /// Whether a recorded schedule is followed: then nothing limits how often faults and expiries may be chosen.
    var isReplay = false
    /// Whether a recorded schedule is followed to its end and no further, to see how it got there.
    var isRetraced = false
    /// The choice before which it ends then, and which is only told; nil for none.
    var stopsBefore: Choice?
    /// Whether the whole content of the database is looked at, so that states can be told apart.
    var watchesContent = false

    /// Whether programs are started anew, whatever they are kept for.
    var startsFresh = false

    /// Whether the lock table is asked about every session that says that it waits.
    var confirmsWaits = false

    /// - Parameters:
    ///   - consumer: The consumer, unless the scenario's hazard exists with one alone.
    init(template: StrategyTemplate, scenario: Scenario, bounds: Bounds, consumer kind: ConsumerKind, seed: UInt64) {
        strategy = template.strategy
        destination = template.destination
        var policy = strategy.policy
        policy.batchSize = scenario.setup.batchSize
        self.policy = policy
        tables = template.tables
        records = template.records
        footprints = template.footprints
        facts = template.facts
        traits = template.traits
        drawsNumbers = template.drawsNumbers
        self.scenario = scenario
        self.bounds = bounds
        consumer = ConsumerConfiguration(
            kind: scenario.setup.consumer ?? kind, maxDeliver: scenario.setup.maxDeliver,
            groupsByRecord: scenario.setup.groupsByRecord, keepsCopies: true,
            // A world's consumer has been there for long.
            keepsAckedUntil: .zero)
        self.seed = seed
        changes = scenario.workload.changes(within: bounds, deletes: template.strategy.deletes != .never)
    }

    /// Takes recorded changes instead of the scenario's own, as far as upstream makes such changes.
    mutating func take(_ recorded: [Change]) {
        let deletes = strategy.deletes != .never
        changes = recorded.filter { deletes || $0.kind == .create || $0.kind == .update }
    }

    /// The plan of a schedule that is drawn, by its number from 1: where values are as nasty as an API's may be, each
    /// has its own, since what goes wrong may take a value that comes twice.
    func drawn(_ schedule: Int) -> WorldPlan {
        guard schedule > 1, !scenario.setup.isPlain else { return self }
        var plan = self
        // Short enough for every reader of JSON.
        var mixer = SplitMix64(seed: seed, stream: UInt64(schedule) | 1 << 42)
        plan.seed = mixer.next() >> 11
        return plan
    }

    /// The upstream as it is before anything happens.
    func makeUpstream() -> Upstream {
        records.upstream(seed: seed, from: scenario.setup.sequenceStart, isPlain: scenario.setup.isPlain)
    }

    /// Whether upstream can make these changes in this order.
    func isPossible(_ changes: [Change]) -> Bool {
        var upstream = makeUpstream()
        return changes.allSatisfy { (try? upstream.apply($0)) != nil }
    }

    /// The strategy's own checks, where they can be judged: they know neither of rows that were there before, nor of a
    /// record that the table refuses.
    var checks: [StrategyCheck] {
        scenario.setup.hasLegacyRows || scenario.setup.isPoisoned ? [] : strategy.checks
    }

    /// Why the scenario's hazard cannot happen with this strategy; nil if it can.
    var impossibility: String? {
        if strategy.deletes == .never, scenario.hazard.needsDeletions {
            return "with 'deletes: never' upstream deletes nothing"
        }
        if let most = makeUpstream().options.mostRecords, most < bounds.records {
            return "it takes \(bounds.records.counted("record")), and ids and values that no two records share were "
                + "found for \(most) only: name more under 'values:'"
        }
        if scenario.setup.isPoisoned || scenario.setup.hasLegacyRows, let view = tables.first(where: { !$0.isTable }) {
            return scenario.setup.isPoisoned
                ? "\(view.table) is no table, so no trigger can refuse a row of it"
                : "\(view.table) is no table, so no row can be put there from before"
        }
        if scenario.setup.hasLegacyRows, let table = tables.first(where: { $0.versionIndex == nil }) {
            return "\(table.table) stores no version, so no row can lack one"
        }
        if consumer.kind.deliversSingly, scenario.hazard == .sharedBatches {
            return "with '\(consumer.kind.rawValue)' each delivery comes by itself, so no two batches share a record"
        }
        if consumer.kind.hasOffsets, scenario.setup.isPoisoned {
            return
                "'\(consumer.kind.rawValue)' sets nothing aside: what is refused keeps all behind it waiting for ever"
        }
        if let command = strategy.command { return consumer.kind.impossibility(for: command.broker) }
        if scenario.hazard == .termination {
            return
                "it asks a program to end, and a worker that runs scripts is Converge's own, which finishes what it holds"
        }
        guard scenario.hazard == .lateNack, policy.onError != .nack else { return nil }
        return "with 'on_error: \(policy.onError.rawValue)' the worker never nacks"
    }

    /// How many choices the first phase may have: past it, faults and freedom end.
    var freeChoiceLimit: Int { 60 + 30 * bounds.changes }
    /// How many choices the second phase may have before the world counts as stuck.
    var fairChoiceLimit: Int { 200 + 60 * (bounds.changes + bounds.workers) }
    /// How much virtual time the second phase may take.
    var fairTimeLimit: Duration { consumer.ackWait * (10 + 4 * bounds.changes) }

    /// The changes that are made before the first look: the creation of records whose rows are there already.
    var earlyChanges: Int { scenario.setup.hasLegacyRows ? changes.prefix { $0.kind == .create }.count : 0 }
}

extension ConsumerKind {
    /// Why no program can be its worker whose work comes from this broker; nil if one can.
    fileprivate func impossibility(for broker: WorkerBroker) -> String? {
        switch broker {
        case .webhook:
            return self == .webhook
                ? nil : "'\(rawValue)' is asked for its deliveries, and with 'broker: webhook' a program is posted them"
        case .sequin:
            if deliversSingly {
                return "'\(rawValue)' sends its events to a server, and a worker that is a program asks for deliveries "
                    + "unless 'broker: webhook' says otherwise"
            }
            return hasOffsets
                ? "a worker that is a program speaks Sequin's API, which knows no offsets of '\(rawValue)'" : nil
        case .sqs, .sqsFIFO:
            return deliversSingly || hasOffsets
                ? "a worker that is a program speaks SQS's API, which knows nothing of '\(rawValue)'" : nil
        }
    }
}
