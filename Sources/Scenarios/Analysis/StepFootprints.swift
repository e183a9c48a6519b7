import FakeSequin
import Postgres
import Simulation
import Syncer

/// What the steps of a strategy may touch, for the reduction of an exhaustive exploration.
///
/// A statement's footprint is its delivery's records, where that can be seen; else it is everything.
struct StepFootprints: Sendable {
    /// Whether every statement is known to touch only its delivery's rows.
    var isLocal: Bool
    /// Whether sessions carry state that no table shows: then a world's state cannot be seen whole.
    private(set) var hasHiddenState: Bool
    /// Whether what a statement does may depend on the order in which rows lie, which no content shows.
    let rowOrderMatters: Bool
    /// Whether workers look at the clock between statements.
    private(set) var watchesClock: Bool

    private enum Bit {
        static func row(_ record: Int) -> UInt64 { 1 << UInt64(record % 16) }
        static func slot(_ record: Int) -> UInt64 { 1 << UInt64(16 + record % 16) }
        static let queue: UInt64 = 1 << 32
        static let clock: UInt64 = 1 << 33
        static func lane(_ number: Int) -> UInt64 { 1 << UInt64(40 + number % 16) }
    }

    /// What a statement does may depend on the time, and no content shows when something was written.
    mutating func dependOnTime() { (isLocal, hasHiddenState, watchesClock) = (false, true, true) }

    func change(_ record: Int) -> Footprint { Footprint(bits: Bit.slot(record) | Bit.queue) }

    /// A receive takes from the queue. Handing out a deletion lets the row be gone, so it touches the row.
    func receive(_ records: [Int], by lane: Int, deletes: Bool) -> Footprint {
        var bits = Bit.queue | Bit.clock | Bit.lane(lane)
        for record in records { bits |= Bit.slot(record) | (deletes ? Bit.row(record) : 0) }
        return Footprint(bits: bits)
    }

    /// An ack is judged by the committed row; it adds to the queue where a newer version waits behind it.
    func settle(_ records: [Int], by lane: Int, refills: Bool) -> Footprint {
        var bits = Bit.clock | Bit.lane(lane) | (refills ? Bit.queue : 0)
        for record in records { bits |= Bit.slot(record) | Bit.row(record) }
        return Footprint(bits: bits)
    }

    func statement(_ statement: Statement, about records: [Int], by lane: Int) -> Footprint {
        guard isLocal else { return .everything }
        var bits = Bit.lane(lane) | (watchesClock ? Bit.clock : 0)
        if !StatementOpening(statement.sql).startsPlainTransaction { for record in records { bits |= Bit.row(record) } }
        return Footprint(bits: bits)
    }

    /// The clock may only be independent of statements where no call asks what time it is, or which deliveries are done.
    func clock(_ policy: ExpiryPolicy) -> Footprint {
        if case .anyTime = policy { return Footprint(bits: Bit.clock | Bit.queue) }
        return .everything
    }
}

extension StepFootprints {
    /// What is in a strategy's schema, as far as the reach of its steps depends on it.
    struct Schema: Sendable {
        /// Whether a write of one row touches nothing else: no triggers, no foreign keys.
        var isSimple: Bool
        /// Whether each statement has a snapshot of its own unless a script says otherwise.
        var readsCommitted: Bool
        /// Its functions.
        var functions: [FunctionBody]
        /// What its views and rules do.
        var definitions: [String]
        /// Its relations.
        var tables: [TableKeys]
    }

    /// What can be told from a strategy's scripts and tables.
    init(_ strategy: Strategy, schema: Schema) {
        watchesClock = strategy.policy.deadline != nil
        // What code does between its statements, and which statements it has, cannot be seen.
        guard !strategy.isOpaque else {
            hasHiddenState = true
            isLocal = false
            rowOrderMatters = true
            return
        }
        let reaches = strategy.statementReaches
        hasHiddenState =
            strategy.session != nil || !schema.readsCommitted || strategy.countsDeliveries
            || reaches.contains { $0.leavesSessionState || $0.hasItsOwnSnapshot }
            || schema.functions.contains(where: \.leavesSessionState) || strategy.mayChangeCatalogue(with: schema)
            || (reaches + schema.definitions.map(StatementReach.init)).contains(where: \.readsSystemState)
            || schema.functions.contains(where: \.readsSystemState)

        // Those that only control transactions touch nothing.
        let texts = strategy.statementTexts.filter { !StatementReach($0).controlsTransactions }
        let keyed = texts.compactMap { StatementTokens($0).flatMap(KeyedStatement.init) }
        let keepsOneRow =
            keyed.count == texts.count ? schema.tables.keep(keyed, routes: strategy.routes.map(\.table)) : nil
        let orders =
            texts.contains(where: RowOrder.matters(in:)) || schema.definitions.contains(where: RowOrder.matters(in:))
            || schema.functions.contains(where: \.readsRowOrder)
        rowOrderMatters = keepsOneRow != true && orders
        isLocal =
            schema.isSimple && schema.readsCommitted && strategy.session == nil && strategy.batch == nil
            // A check that must always hold may compare rows of all records with all that is upstream.
            && !strategy.checks.contains(where: \.isAlways)
            && keepsOneRow != nil && !rowOrderMatters
    }
}
