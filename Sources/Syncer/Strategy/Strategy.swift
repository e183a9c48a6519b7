import Sequin

/// A strategy: how deliveries become SQL, and the worker's policy around it.
///
/// It is read from a folder of psql scripts; see ``load(folder:)``.
public struct Strategy: Sendable {
    /// The folder's own name.
    public var name: String
    /// The folder's path, as it was given.
    public var folder: String
    /// One line about it.
    public var description: String?
    /// The collections whose records it takes, and the tables they go to; at least one.
    public var routes: [Route]
    /// Whether scripts see the table as `table_schema` and `table_name`: `collections:` maps collections to tables.
    public var namesTables: Bool
    /// What becomes of the rows of deleted records.
    public var deletes: Deletes
    /// What the delivery of a deletion has of the record.
    public var deletion = DeletionPayload.whole
    /// The worker's policy.
    public var policy: WorkerPolicy
    /// The DDL of a database for it, in order.
    public var schema: [SchemaStatement]
    /// The roles that its schema grants to, or has policies for.
    public var roles: [String] = []
    /// Run for each delivery.
    public var upsert: Script
    /// Run instead for deleted records.
    public var delete: Script?
    /// Run once for each batch.
    public var batch: Script?
    /// Run on each new session.
    public var session: Script?
    /// Queries that must return no row, for a harness; workers do not run them.
    public var checks: [StrategyCheck] = []
    /// The text of its `strategy.yml`, for a harness, which has keys of its own there; nil where there is none.
    package var settings: String?
    /// The files of payloads that its settings name, for a harness: name → text.
    package var samples: [String: String] = [:]
    /// A hash of its files' names and bytes, the same on every machine.
    public var fingerprint: String
    /// The code that writes its deliveries, where that is Swift and not ``upsert``.
    public var destination: (any Destination)?
    /// The program that is the worker, where that is neither ``upsert`` nor ``destination``.
    public var command: WorkerCommand?

    /// Whether what its worker sends is not known before it is sent: it is Swift code, or a program.
    public var isOpaque: Bool { destination != nil || command != nil }

    /// What its files say that is yet to be decided.
    var undecided: [ScriptWarning] = []

    /// What its author should know, in the order of the files.
    public var warnings: [ScriptWarning] {
        undecided + [session, upsert, delete, batch].compactMap { $0 }.flatMap(\.warnings) + checks.flatMap(\.warnings)
    }

    /// The slugs of the collections it takes.
    public var collections: [String] { routes.map(\.collection.slug) }

    /// The route of a collection's records; nil for a collection that it does not take.
    public func route(for slug: String) -> Route? { routes.first { $0.collection.slug == slug } }
}
