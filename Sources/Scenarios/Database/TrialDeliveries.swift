import FakeSequin
import OrderedCollections
import Postgres
import Sequin
import Syncer

/// A few deliveries, tried one after another in a scratch copy when a strategy is loaded: a table that refuses them for
/// their values would be judged for values that are made up.
struct TrialDeliveries {
    let strategy: Strategy
    let destination: any Destination
    let source: RecordSource
    let tables: [TableShape]
    let seed: UInt64
    /// Whether a delivery has the id of a message, as under some consumers.
    let namesMessages: Bool
    /// What ends statements that never end.
    let watchdog: Watchdog
    /// A worker's session.
    let session: LiveSession
    /// A session of the owner of everything.
    let owner: Connection

    /// Creations, updates, deletions and returns of a few records, with plain values, then with awkward ones, then in
    /// batches.
    ///
    /// - Throws: `StrategyError` for what is refused; `PostgresError` where the server cannot be asked.
    func run() async throws {
        try await destination.open(session)
        var known: Set<String> = []
        guard try await apply(from: .nine, isPlain: true, &known) else { return }
        try await checkIDs()
        guard try await apply(from: .guide, isPlain: false, &known) else { return }
        if destination.appliesBatches {
            let start = SequenceStart(SequenceStart.guide.first * 2)
            _ = try await apply(from: start, isPlain: false, inBatches: true, &known)
        }
    }

    private func upstream(from start: SequenceStart, isPlain: Bool) throws -> Upstream {
        var upstream = source.upstream(seed: seed, from: start, isPlain: isPlain)
        let most = upstream.options.mostRecords ?? .max
        let count = min(3 * source.collections.count, most)
        // Records of their own where there are enough: what plain values have left behind is not in their way.
        let first = !isPlain && most >= 2 * count ? count : 0
        for kind in [.create, .update, .update, .delete, .recreate, .update] as [Change.Kind] {
            for record in first..<first + count { _ = try upstream.apply(Change(kind, record)) }
        }
        guard !isPlain else { return upstream }
        // So many that each kind of value comes up.
        for record in first + count..<max(first + count, min(first + count + Self.more, most)) {
            _ = try upstream.apply(Change(.create, record))
        }
        return upstream
    }

    /// How many more records are created with awkward values.
    private static let more = 24

    /// - Parameter known: The ids of records that have been delivered.
    /// - Returns: False where a statement did not end: that is for the schedules to show, and the session is gone.
    private func apply(
        from start: SequenceStart, isPlain: Bool, inBatches: Bool = false, _ known: inout Set<String>
    ) async throws -> Bool {
        var left = try upstream(from: start, isPlain: isPlain).history[...]
        while !left.isEmpty {
            let batch = left.prefix(inBatches ? 2 : 1).map { record in
                Delivery(
                    ackID: AckID("trial"), record: record, deliverCount: 1,
                    messageID: namesMessages ? "\(record.id)@\(record.updatedIdx)" : nil)
            }
            let isFirst = batch.allSatisfy { known.insert($0.record.id).inserted }
            left = left.dropFirst(batch.count)
            do {
                if inBatches {
                    try await destination.applyBatch(batch, on: session)
                } else {
                    try await destination.apply(batch[0], on: session)
                }
            } catch let error as PostgresError {
                if watchdog.takeStrike() != nil { return false }
                if error.connectionLost { throw error }
                if session.transactionStatus != .idle {
                    _ = try await session.run(Statement("rollback", prepares: false))
                }
                if isAboutValues(error) || isFirst && isRaisedAboutValues(error) {
                    throw try await refusal(error, of: batch.map(\.record))
                }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // What a destination makes of its own errors is for the properties to judge.
                if session.transactionStatus != .idle {
                    _ = try await session.run(Statement("rollback", prepares: false))
                }
            }
        }
        return true
    }

    /// A missing parent may be another collection's record, which would come.
    private func isAboutValues(_ error: PostgresError) -> Bool {
        error.refusesValues || error.sqlState == "23503" && !error.isRaised && tables.count == 1
    }

    /// What a function or trigger raises when a record comes for the first time is about its values: no guard can have been
    /// meant. What it raises later may be one, which the properties judge.
    private func isRaisedAboutValues(_ error: PostgresError) -> Bool {
        error.isRaised && tables.count == 1
            && ["P0001", "23514", "23502"].contains(error.sqlState.rawValue)
    }

    // MARK: Ids

    /// Sees that rows are found by the ids of their records.
    private func checkIDs() async throws {
        let all = try upstream(from: .nine, isPlain: true)
        for table in tables {
            let ids = Set(all.truth.filter { $0.collectionSlug == table.slug }.map(\.id))
            let found = try await owner.run(table.reading).rows.map { Row($0, of: table).id }
            guard let odd = found.first(where: { !ids.contains($0) }), !found.contains(where: ids.contains) else {
                continue
            }
            throw error(
                "column \(table.columns[0].name) of \(table.table) shall hold the record's id, and after a record "
                    + "'\(all.id(of: 0))' it holds '\(odd)'",
                remedy: table.generatesID
                    ? "Postgres works it out itself: name the column that holds the id: 'columns: {COLUMN: id}'"
                    : "name the column that holds the id, 'columns: {COLUMN: id}', or the fields that are it together, "
                        + "'key: [FIELD, FIELD]'")
        }
    }

    // MARK: Words

    private func refusal(_ refused: PostgresError, of records: [Record]) async throws -> StrategyError {
        let message = "Postgres refuses a delivery for its values: \(refused.message)"
        for record in records {
            guard let (table, route) = table(of: record) else { continue }
            let facts = table.facts?.columns ?? []
            if refused.sqlState == "23502", let name = refused.column {
                let field = route.field(ofColumn: name) ?? ""
                let isKnown = strategy.fieldNames(of: route).contains(field)
                return error(
                    message,
                    remedy: isKnown
                        ? "see that upsert.sql gives column \(name) its value, for a deleted record too"
                        : "upsert.sql gives column \(name) no value: write it there, or give it a default")
            }
            if let error = arrayRefusal(refused, of: record, in: table, message) { return error }
            for column in table.columns {
                guard let text = strategy.text(of: column.field, in: record),
                    let fact = facts.first(where: { $0.name == column.name && !$0.isGenerated && !column.isArray }),
                    try await ColumnProbe(column: fact, connection: owner).taken([text]).isEmpty
                else { continue }
                return error(
                    "\(message): column \(column.name) is \(column.type), and '\(column.field)' was '\(text)'",
                    remedy: route.collection.fields.contains { $0.name == column.field }
                        ? remedy(column.field) : Self.otherwise(column.name))
            }
            let parent = facts.first { refused.constraint?.contains($0.name) == true && $0.parent != nil }
            if refused.sqlState == "23503", let parent, let other = parent.parent {
                return error(
                    "\(message): column \(parent.name) refers to \(other.table)",
                    remedy: "put rows there in the schema, whose keys are drawn from then, or write them in upsert.sql")
            }
        }
        return error(
            "\(message): the data was \(records.map(\.data.text).joined(separator: " "))", remedy: remedy("FIELD"))
    }

    /// A JSON array was written as it is to a column of arrays, which Postgres writes otherwise.
    private func arrayRefusal(
        _ refused: PostgresError, of record: Record, in table: TableShape, _ message: String
    ) -> StrategyError? {
        guard refused.sqlState == "22P02" else { return nil }
        let column = table.columns.first { column in
            column.isArray && strategy.text(of: column.field, in: record).map(refused.message.contains) == true
        }
        guard let column else { return nil }
        return error(
            "\(message): column \(column.name) is \(column.type), and '\(column.field)' is a JSON array",
            remedy:
                "write \"case when :'\(column.field)'::text is not null then array(select "
                + "jsonb_array_elements_text(:'\(column.field)'::jsonb)) end\" there, with a cast to the column's type where that is "
                + "not text[]")
    }

    /// What to do about a column that has the name of what every record has, and holds something else.
    static func otherwise(_ column: String) -> String {
        "if it holds something else, say so in strategy.yml: 'columns: {\(column): FIELD}', or 'columns: {\(column): ~}' "
            + "for none; or judge a view that has it otherwise"
    }

    private func remedy(_ field: String) -> String {
        "say what it may be in strategy.yml: 'values: {\(field): [first, second]}', or give real payloads: "
            + "'records: samples.jsonl'"
    }

    private func table(of record: Record) -> (TableShape, Route)? {
        guard let table = tables.first(where: { $0.slug == record.collectionSlug }),
            let route = strategy.route(for: record.collectionSlug)
        else { return nil }
        return (table, route)
    }

    private func error(_ message: String, remedy: String) -> StrategyError {
        StrategyError(
            file: strategy.destination == nil ? strategy.folder : strategy.name, message: message, remedy: remedy)
    }
}
