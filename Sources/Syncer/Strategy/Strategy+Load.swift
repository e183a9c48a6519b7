import OrderedCollections
import Sequin

extension Strategy {
    /// Reads a strategy from a folder. Nothing is asked of Postgres yet.
    ///
    /// - Throws: ``StrategyError`` for the first thing that is wrong: a file, a key, a value, a script.
    public static func load(folder: String) throws(StrategyError) -> Strategy {
        let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        var files = try StrategyFolder(path: folder)
        let given = try files.script("upsert.sql")
        let delete = try files.script("delete.sql")
        let batch = try files.script("batch.sql")
        let session = try files.script("session.sql")
        let settings = try files.settings()
        let scripts = [
            ("upsert.sql", given), ("delete.sql", delete), ("batch.sql", batch), ("session.sql", session),
        ]
        let command = try settings.workerCommand(besides: scripts.first { $0.1 != nil }?.0)
        if command != nil { try files.hashPrograms() }
        let upsert = command == nil ? try checked(given, in: folder) : .none
        let routes = try settings.routes(file: files.settingsPath)
        let deletes = try settings.deletes(hasScript: delete != nil)
        try settings.checkBatches(hasScript: batch != nil)
        var strategy = Strategy(
            name: files.name, folder: folder, description: settings.description, routes: routes,
            namesTables: settings.several != nil, deletes: deletes, policy: settings.policy,
            schema: try files.schema(settings), upsert: upsert, delete: delete, batch: batch, session: session,
            settings: files.settingsText, fingerprint: "")
        if let deletion = settings.deletion { strategy.deletion = deletion.value }
        for node in (settings.several ?? [settings.single]).compactMap(\.records) {
            strategy.samples[try node.text("")] = try files.file(node)
        }
        strategy.command = command
        if let node = settings.webhook.template {
            strategy.command?.webhook?.payload = .template(try files.template(node))
        }
        strategy.roles = settings.roles
        strategy.checks = try files.checks()
        strategy.undecided = files.undecided
        strategy.fingerprint = files.fingerprint
        // What names there are is known once the tables are.
        if !routes.contains(where: \.takesFieldsFromTable) { try strategy.checkNames() }
        return strategy
    }

    private static func checked(_ upsert: Script?, in folder: String) throws(StrategyError) -> Script {
        guard let upsert else {
            throw StrategyError(
                file: folder, message: "there is no upsert.sql in it",
                remedy: "add one, or name a program with 'worker:' in strategy.yml; 'converge init' copies an example")
        }
        guard !upsert.isEmpty else {
            throw StrategyError(
                file: "\(folder)/upsert.sql", message: "it has no statement",
                remedy: "write the SQL that stores a record")
        }
        return upsert
    }
}

extension StrategySettings {
    var policy: WorkerPolicy {
        var policy = WorkerPolicy()
        if let ack { policy.ack = ack }
        if let onError { policy.onError = onError }
        if let retry { policy.retry = retry }
        if let batchFailure { policy.batchFailure = batchFailure.value }
        policy.deadline = deadline
        return policy
    }

    func routes(file: String) throws(StrategyError) -> [Route] {
        var routes: [Route] = []
        for setting in several ?? [single] { routes.append(try setting.route(file: file)) }
        return routes
    }
}

extension StrategySettings.RouteSettings {
    /// The tables of the test collections.
    private static let tables = [
        Collection.stripeSubscription.slug: TableName(schema: "stripe", name: "subscriptions"),
        Collection.githubIssue.slug: TableName(schema: "github", name: "issues"),
    ]

    func route(file: String) throws(StrategyError) -> Route {
        let known = Collection.known.first { $0.slug == slug }
        guard let table = table ?? Self.tables[slug] else {
            throw error("the table of '\(slug)' is not known", file, remedy: "name it: 'table: schema.table'")
        }
        var route = Route(
            collection: Collection(slug: slug, fields: fields ?? known?.fields ?? []), table: table,
            columns: columns ?? [:])
        // A table of one's own may have nothing to do with the collection that is meant where none is named.
        route.takesFieldsFromTable = fields == nil && (known == nil || slugNode == nil && self.table != nil)
        if route.takesFieldsFromTable { return route }
        let names = route.collection.fields.map(\.name) + RecordVariables.names
        for (column, field) in route.columns where !field.isEmpty && !names.contains(field) {
            throw
                (columnNodes[column]?.error(
                    "the column '\(column)' cannot hold '\(field)', which is no field of '\(slug)'",
                    remedy: Suggestion.remedy(for: field, among: names)))
                ?? error("'\(field)' is no field of '\(slug)'", file, remedy: "name a field")
        }
        return route
    }

    private func error(_ message: String, _ file: String, remedy: String) -> StrategyError {
        slugNode?.error(message, remedy: remedy) ?? StrategyError(file: file, message: message, remedy: remedy)
    }
}
