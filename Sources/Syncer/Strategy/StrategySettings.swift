import OrderedCollections
import Postgres
import Sequin

/// What `strategy.yml` says, checked key by key; nil where it says nothing.
struct StrategySettings {
    /// A collection and the table it goes to, as far as they are named.
    struct RouteSettings {
        var slug: String
        var slugNode: SettingsNode?
        var table: TableName?
        var fields: [Field]?
        var columns: OrderedDictionary<String, String>?
        var columnNodes: [String: SettingsNode] = [:]
        /// Where real payloads are, for a harness.
        var records: SettingsNode?
    }

    /// The keys, in the order of the documentation.
    static let keys = [
        "description", "table", "collection", "collections", "fields", "columns", "key", "version", "versions",
        "values", "records", "schema", "roles", "extensions", "deletes", "deletion", "batch_failure", "ack", "on_error",
        "retry",
        "deadline", "worker", "env", "bookkeeping", "time", "broker", "listen",
        "payload", "signature", "expect", "accept",
    ]

    /// Those that change nothing of what a worker does.
    static let keysForReaders: Set<String> = ["description", "expect", "accept"]

    var description: String?
    /// The files and folders that make the schema, in order.
    var schema: [(name: String, node: SettingsNode)]?
    var roles: [String] = []
    var skippedExtensions: [String] = []
    var deletes: (value: Deletes, node: SettingsNode)?
    var deletion: (value: DeletionPayload, node: SettingsNode)?
    var batchFailure: (value: BatchFailure, node: SettingsNode)?
    var ack: AckPolicy?
    var onError: ErrorPolicy?
    var retry: [SQLState]?
    var deadline: Double?
    var worker = WorkerSettings()
    var webhook = WebhookKeys()
    /// What stands at the top: for one collection.
    var single = RouteSettings(slug: Collection.stripeSubscription.slug)
    /// What stands under `collections`.
    var several: [RouteSettings]?

    init() {}

    init(yaml: String, file: String) throws(StrategyError) {
        guard let root = try SettingsNode.root(yaml: yaml, file: file) else { return }
        var forOne: [SettingsNode] = []
        for (key, value) in try root.members("write lines such as 'deletes: soft'") {
            switch key {
            case "description": description = try value.oneLine()
            case "table", "collection", "fields", "columns", "key", "version", "values", "records":
                forOne.append(value)
                try single.read(key, value)
            case "collections": several = try Self.routes(value)
            case "schema": schema = try Self.schema(value)
            case "roles": roles = try Self.roles(value)
            case "extensions": skippedExtensions = try Self.skippedExtensions(value)
            case "deletes": deletes = (try value.choice(of: Deletes.self), value)
            case "deletion": deletion = (try value.choice(of: DeletionPayload.self), value)
            case "batch_failure": batchFailure = (try value.choice(of: BatchFailure.self), value)
            case "ack": ack = try value.choice(of: AckPolicy.self)
            case "on_error": onError = try value.choice(of: ErrorPolicy.self)
            case "retry": retry = try Self.sqlStates(value)
            case "deadline": deadline = try Self.deadline(value)
            case "worker", "env", "bookkeeping", "time", "broker": try readWorker(key, value)
            case "listen", "payload", "signature": try readWebhook(key, value)
            // These are for a harness, which reads the text itself.
            case "expect", "accept", "versions": break
            default: throw value.unknownKey(key, among: Self.keys)
            }
        }
        if several != nil, let other = forOne.first {
            throw other.keyError(
                "'\(other.path)' and 'collections' exclude each other",
                remedy: "write it under the collection: 'collections: {slug: {table: …, fields: …, columns: …}}'")
        }
    }
}

extension StrategySettings.RouteSettings {
    static let keys = ["table", "fields", "columns", "key", "version", "values", "records"]

    mutating func read(_ key: String, _ value: SettingsNode) throws(StrategyError) {
        switch key {
        case "table": table = try value.table()
        case "collection":
            slug = try value.slug(try value.text("name a collection such as stripe:subscription"))
            slugNode = value
        case "fields": fields = try value.fields()
        case "columns":
            columns = [:]
            for (column, field) in try value.members("write 'column: field'") {
                columns?[column] =
                    field.isNull ? "" : try field.text("name the field that the column '\(column)' holds")
                columnNodes[column] = field
            }
        case "records":
            _ = try value.text("name a file of JSON objects, one a line, such as samples.jsonl")
            records = value
        // For a harness, which reads the text itself.
        case "key", "version", "values": break
        default: throw value.unknownKey(key, among: Self.keys)
        }
    }
}

extension SettingsNode {
    func oneLine() throws(StrategyError) -> String {
        let text = try text("write one line about the strategy")
        guard !text.contains(where: \.isNewline) else {
            throw error("'\(path)' must be one line", remedy: "write more in a README beside it")
        }
        return text
    }

    func table() throws(StrategyError) -> TableName {
        let text = try text("name a table such as stripe.subscriptions")
        guard let table = TableName(text) else {
            throw error("'\(text)' is not a table's name", remedy: "write schema.table, such as stripe.subscriptions")
        }
        return table
    }

    func slug(_ text: String) throws(StrategyError) -> String {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !text.contains(where: \.isWhitespace) else {
            throw error(
                "'\(text)' is not a collection's slug", remedy: "write provider:kind, such as stripe:subscription")
        }
        return text
    }

    /// `{name: type}`, with `?` behind the type of a field that may be null.
    func fields() throws(StrategyError) -> [Field] {
        let types = FieldType.allCases.map(\.rawValue)
        var fields: [Field] = []
        for (name, value) in try members("write 'name: type'") {
            let text = try value.text("give '\(name)' a type: \(types.joined(separator: ", "))")
            let isNullable = text.hasSuffix("?")
            let typeName = isNullable ? String(text.dropLast()) : text
            guard let type = FieldType(rawValue: typeName) else {
                throw value.error(
                    "the field '\(name)' cannot have the type '\(text)'",
                    remedy: Suggestion.remedy(for: typeName, among: types))
            }
            guard !name.isEmpty, name.utf8.allSatisfy(\.isVariableCharacter) else {
                throw value.keyError(
                    "the field '\(name)' cannot be a variable", remedy: "use letters, digits and _ only")
            }
            guard !RecordVariables.names.contains(name) else {
                throw value.keyError(
                    "the field '\(name)' would be hidden by the record's own '\(name)'",
                    remedy: "leave it out; scripts can read it from :'data'")
            }
            fields.append(Field(name, type, isNullable: isNullable))
        }
        return fields
    }
}
