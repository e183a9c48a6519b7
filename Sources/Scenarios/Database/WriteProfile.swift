import FakeSequin
import OrderedCollections
import Postgres
import Sequin
import Syncer

/// A look, on the server, at the rows that a strategy writes: whether it writes any, without which no statement pauses,
/// and whether they are its delivery's record's alone, on which the reduction of an exhaustive exploration relies.
///
/// A row trigger on every table tells each row that is about to be written, those of triggers, foreign keys and
/// functions included. A row belongs to a record if one of its columns is the record's id.
struct WriteProfile {
    let database: String
    let host: ServerHost

    /// What was seen.
    struct Finding: Hashable, Sendable {
        /// Whether rows were written that row triggers were told of.
        var writesRows = false
        /// Whether each was a row of its delivery's record.
        var staysWithRecords = true
    }

    /// Runs a strategy's scripts for all kinds of deliveries, two records in turn, and watches what they write.
    ///
    /// - Parameter source: What the records are made up from.
    /// - Throws: `PostgresError` if the triggers cannot be installed, or the connection is lost.
    func look(
        at strategy: Strategy, by destination: any Destination, of source: RecordSource
    ) async throws -> Finding {
        let control = try await host.open(host.access.controlTarget(database: database))
        defer { control.close() }
        for statement in Self.functions { _ = try await control.run(Statement(statement, prepares: false)) }
        for table in try await control.run(ResetPlan.userRelations(kinds: "'r', 'p'")).rows.compactMap({ $0[0] }) {
            _ = try await control.run(
                Statement(
                    "create trigger \"zz_converge_profile\" before insert or update or delete on \(table) "
                        + "for each row execute function converge_profile.tell()", prepares: false))
        }
        let session = ProfiledSession(
            try await host.open(host.access.workerTarget(database: database)))
        defer { session.connection.close() }
        try await destination.open(session)
        var finding = Finding()
        for record in try Self.deliveries(of: source) {
            session.written = []
            let delivery = Delivery(ackID: AckID("profile"), record: record, deliverCount: 1)
            do {
                try await destination.apply(delivery, on: session)
            } catch let error as PostgresError where !error.connectionLost {
                // A refused write is for the properties to judge.
            }
            if session.transactionStatus != .idle {
                _ = try await session.connection.run(Statement("rollback", prepares: false))
            }
            if !session.written.isEmpty { finding.writesRows = true }
            let id = source.storedID(of: record)
            if !session.written.allSatisfy({ Self.row($0, belongsTo: id) }) { finding.staysWithRecords = false }
        }
        return finding
    }

    /// Creations, updates, deletions and returns of two records, and then the oldest versions once more.
    private static func deliveries(of source: RecordSource) throws -> [Record] {
        var upstream = source.upstream(seed: 1, from: .one, isPlain: true)
        let pairs = source.collections.count
        let kinds: [Change.Kind] = [.create, .update, .delete, .recreate]
        for kind in kinds { for record in 0..<(2 * pairs) { _ = try upstream.apply(Change(kind, record)) } }
        return upstream.history + upstream.history.prefix(6 * pairs)
    }

    private static func row(_ json: String, belongsTo id: String) -> Bool {
        guard case .object(let members) = try? JSONValue(parsing: json) else { return false }
        return members.values.contains { value in
            if case .string(let text) = value { text == id } else { value.text == id }
        }
    }

    /// What each line that the triggers tell begins with.
    static let mark = "converge writes "

    private static let functions = [
        "create schema converge_profile",
        "grant usage on schema converge_profile to public",
        """
        create function converge_profile.tell() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if tg_op <> 'INSERT' then raise log '\(mark)%', to_jsonb(old); end if;
            if tg_op = 'DELETE' then return old; end if;
            raise log '\(mark)%', to_jsonb(new);
            return new;
        end $$
        """,
    ]
}
