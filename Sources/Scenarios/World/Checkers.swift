import FakeSequin
import Postgres
import Sequin
import Simulation
import Syncer

/// What judges a run: the ledger of what was applied and acknowledged, the committed rows as they were last read, and the
/// properties.
///
/// One thread uses it.
final class Checkers {
    private(set) var ledger: Ledger
    private(set) var committed: CommittedState
    private var mayHaveChanged = true
    /// Why each record was not applied the last time.
    private var lastFailure: [String: Note.Failure] = [:]
    /// What is refused again and again, since faults have stopped.
    private var streak = RefusalStreak()
    /// Whether the consumer gives a record up after so many deliveries.
    private let givesUp: Bool
    private let database: WorldDatabase
    private let strategy: Strategy
    /// The strategy's own checks, as far as they are judged here.
    private let checks: [StrategyCheck]
    /// What those have returned after this step that must always hold.
    private var answers: [CheckAnswer] = []

    init(_ plan: WorldPlan, database: WorldDatabase) {
        self.database = database
        strategy = plan.strategy
        checks = plan.checks
        givesUp = plan.consumer.maxDeliver != nil
        ledger = Ledger(
            deletes: strategy.deletes, deletion: strategy.deletion, keepsDeliveries: !plan.checks.isEmpty,
            judgesCommits: plan.consumer.kind.hasOffsets)
        committed = CommittedState(database.tables.map { _ in [] }, tables: database.tables)
    }

    // MARK: What happens

    /// Upstream has a new version of the record with this number.
    func published(_ record: Record, number: Int) {
        let table = database.tables.first { $0.slug == record.collectionSlug }
        ledger.published(record, number: number, moment: table.flatMap { moment(of: record, in: $0) })
    }

    /// When a version was made, where a table has that for its version.
    private func moment(of record: Record, in table: TableShape) -> Int64? {
        guard table.versionsAreTimes, let index = table.versionIndex else { return nil }
        return strategy.text(of: table.columns[index].field, in: record).flatMap(Moment.microseconds)
    }

    /// Deliveries were handed out.
    func delivered(_ deliveries: [Delivery]) { for delivery in deliveries { ledger.delivered(delivery) } }

    /// A worker has applied deliveries.
    func applied(_ deliveries: [Delivery], by worker: Int, step: Int) {
        for delivery in deliveries { ledger.applied(delivery, by: worker, step: step) }
        streak.somethingChanged()
    }

    /// A worker has failed to apply deliveries.
    func failed(_ deliveries: [Delivery], _ failure: Note.Failure) {
        for delivery in deliveries { lastFailure[delivery.record.id] = failure }
    }

    /// A worker has given deliveries up, in the second phase.
    func gaveUp(_ deliveries: [Delivery], _ failure: Note.Failure) {
        for delivery in deliveries { streak.refused(delivery.record.id, delivery.record.updatedIdx, failure) }
    }

    /// The record whose delivery is refused for ever, as far as can be seen: where it is given up after so many deliveries,
    /// it is not.
    var hopeless: String? { givesUp ? nil : streak.hopeless }

    /// The consumer has accepted a worker's ack.
    func acked(_ delivery: Delivery, by worker: Int, step: Int) { ledger.acked(delivery, by: worker, step: step) }

    /// Postgres has been killed, and has recovered.
    func serverCrashed(step: Int) {
        ledger.serverCrashed(step: step)
        mayHaveChanged = true
    }

    /// Committed rows may look different now.
    func rowsMayHaveChanged() { mayHaveChanged = true }

    // MARK: Looking

    /// Reads the committed rows, if they may have changed, and asks the checks that must always hold.
    ///
    /// - Parameter upstream: The records as they are upstream.
    /// - Returns: False where a lock keeps the rows from being read.
    func look(upstream: @autoclosure () -> [Record]) async throws -> Bool {
        answers = []
        guard mayHaveChanged else { return true }
        guard let rows = try await database.rows() else { return false }
        answers = try await ask(checks.filter(\.isAlways), upstream())
        // What a lock kept from being answered is asked again.
        mayHaveChanged = answers.contains { $0.rows == nil }
        let old = committed
        committed = state(rows)
        // Rows are compared at each look otherwise.
        if !streak.isEmpty, old.rows != committed.rows { streak.somethingChanged() }
        return true
    }

    /// The rows with versions that can be compared with those of the ledger.
    private func state(_ rows: [[Row]]) -> CommittedState {
        let versioned = zip(rows, database.tables).map { rows, table in
            guard table.versionsAreTimes else { return rows }
            return rows.map { row in
                guard let moment = row.version, let index = ledger.recordIndex[row.id] else { return row }
                var row = row
                row.version = ledger.records[index].version(at: moment)
                return row
            }
        }
        return CommittedState(versioned, tables: database.tables)
    }

    private func ask(_ checks: [StrategyCheck], _ upstream: [Record]) async throws -> [CheckAnswer] {
        guard !checks.isEmpty else { return [] }
        return try await database.answers(
            to: checks, of: strategy, upstream: upstream, delivered: ledger.delivered)
    }

    /// Whether the committed rows, as they were last read, reflect a delivery.
    func reflects(_ delivery: Delivery) -> Bool {
        guard let index = ledger.recordIndex[delivery.record.id] else { return false }
        return StepEvidence(ledger: ledger, committed: committed, step: 0, cause: "")
            .reflects(ledger.records[index], delivery.record.updatedIdx)
    }

    // MARK: Verdicts

    /// The first property that the committed rows violate, after a step.
    ///
    /// - Parameter cause: The choice that was just made, in words.
    func violation(after step: Int, cause: String) -> Violation? {
        Property.violation(
            after: StepEvidence(ledger: ledger, committed: committed, answers: answers, step: step, cause: cause))
    }

    /// The property that is violated now that everything has been done.
    ///
    /// - Parameter isPoison: Whether the scenario has the table refuse a record.
    func violation(atRest consumer: ConsumerSide, step: Int, isPoison: (Record) -> Bool) async throws -> Violation? {
        // Always read anew: it is not taken for granted that nothing has changed behind the workers' backs.
        let rows = try await database.rows()
        if let rows { committed = state(rows) }
        let dead = consumer.dead.map { dead in
            RestEvidence.GivenUp(
                record: dead.record, deliverCount: dead.deliverCount, isPoison: isPoison(dead.record),
                lastFailure: lastFailure[dead.record.id])
        }
        let evidence = RestEvidence(
            ledger: ledger, committed: rows == nil ? nil : committed, truth: consumer.truth, dead: dead,
            expectedValues: { [expected = database.expected] record, table in
                try await expected.values(of: record, in: table)
            }, answers: { [self] in try await ask(checks, consumer.truth) })
        // What was given up is told before what is missing.
        for property in Property.all.reversed() {
            if let finding = try await property.check.finding(atRest: evidence) {
                return Violation(property, step, finding)
            }
        }
        return nil
    }

    /// The property that a world violates that does not come to rest.
    func violation(stuck consumer: ConsumerSide, after choices: Int, time: Duration, waiting: Int, step: Int)
        -> Violation?
    {
        let left = consumer.slots.first { $0.recordID == hopeless } ?? consumer.slots.first
        let evidence = StuckEvidence(
            ledger: ledger, choices: choices, time: time, unacknowledged: left.map { ($0.recordID, $0.version) },
            lastFailure: left.flatMap { lastFailure[$0.recordID] }, waiting: waiting,
            refusals: hopeless.map { _ in RefusalStreak.enough })
        return Property.all.lazy.compactMap { property in
            property.check.finding(in: evidence).map { Violation(property, step, $0) }
        }.first
    }

    /// Adds what later verdicts depend on to a state.
    func add(to print: inout StateFingerprint) { ledger.add(to: &print) }
}
