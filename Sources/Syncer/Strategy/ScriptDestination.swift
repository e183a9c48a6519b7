import OrderedCollections
public import Postgres
public import Sequin

/// Writes deliveries by running a strategy's scripts.
public struct ScriptDestination: Destination {
    /// A delivery of a collection that the strategy does not take.
    public struct UnknownCollection: Error, Hashable, CustomStringConvertible {
        /// The collection.
        public var slug: String
        /// Says so.
        public var description: String { "the strategy takes no records of '\(slug)'" }
    }

    /// The scripts as they run for one collection.
    struct RouteScripts: Sendable {
        var route: Route
        var constants: [String: String]
        var upsert: Script
        var delete: Script?
        var batch: Script?
    }

    /// Gets psql's messages that are no errors.
    public typealias NoticeHandler = @Sendable (ScriptNotice) -> Void

    var session: Script?
    var routes: OrderedDictionary<String, RouteScripts>
    private let notice: NoticeHandler

    /// Runs a strategy as psql would: every value a quoted literal. See ``prepared(_:on:notice:)``.
    public init(_ strategy: Strategy, notice: @escaping NoticeHandler = { _ in }) throws(StrategyError) {
        self.notice = notice
        session = strategy.session
        routes = [:]
        for route in strategy.routes {
            let constants =
                strategy.namesTables ? ["table_schema": route.table.schema, "table_name": route.table.name] : [:]
            let variables = Variables(constants.mapValues(Optional.some))
            do {
                routes[route.collection.slug] = RouteScripts(
                    route: route, constants: constants, upsert: try strategy.upsert.binding(variables),
                    delete: try strategy.delete?.binding(variables), batch: try strategy.batch?.binding(variables))
            } catch {
                throw StrategyError(error, in: strategy.folder)
            }
        }
    }

    /// Whether there is a batch.sql.
    public var appliesBatches: Bool { routes.values.contains { $0.batch != nil } }

    /// Runs session.sql.
    public func open(_ session: any Session) async throws {
        try await self.session?.run(variables: Variables(), on: session, notice: notice)
    }

    /// Runs upsert.sql, or delete.sql for a deleted record if there is one.
    public func apply(_ delivery: Delivery, on session: any Session) async throws {
        let record = delivery.record
        let scripts = try scripts(for: record)
        let script = record.deleted ? scripts.delete ?? scripts.upsert : scripts.upsert
        let variables = Variables(
            delivery: delivery, collection: scripts.route.collection, constants: scripts.constants)
        try await script.run(variables: variables, on: session, notice: notice)
    }

    /// Runs batch.sql, once for each collection among the deliveries.
    public func applyBatch(_ deliveries: [Delivery], on session: any Session) async throws {
        var batches: OrderedDictionary<String, [Delivery]> = [:]
        for delivery in deliveries { batches[delivery.record.collectionSlug, default: []].append(delivery) }
        for (_, deliveries) in batches {
            let scripts = try scripts(for: deliveries[0].record)
            guard let batch = scripts.batch else { continue }
            let variables = Variables(
                batch: BatchVariables(
                    records: deliveries.map(\.record), collection: scripts.route.collection, deliveries: deliveries),
                constants: scripts.constants)
            try await batch.run(variables: variables, on: session, notice: notice)
        }
    }

    /// The scripts for a collection's records.
    func scripts(of slug: String) -> RouteScripts? { routes[slug] }

    private func scripts(for record: Record) throws -> RouteScripts {
        guard let scripts = scripts(of: record.collectionSlug) else {
            throw UnknownCollection(slug: record.collectionSlug)
        }
        return scripts
    }
}
