import Foundation
import OrderedCollections
import Sequin
import Syncer

/// What a strategy's `strategy.yml` says of the records that are made up for it: `version`, `versions`, `values` and
/// `records`.
struct UpstreamSettings: Sendable {
    /// What is said of one collection.
    struct Own: Sendable {
        /// The fields that together are the record's id; empty where one column holds it.
        var key: [String] = []
        /// The field that orders a record's versions.
        var version = Self.usualVersion
        /// The values of fields, of `id` and of `upstream_id`.
        var values: OrderedDictionary<String, [JSONValue]> = [:]
        /// Whole objects.
        var samples: [OrderedDictionary<String, JSONValue>] = []

        static let usualVersion = "updated_idx"
    }

    /// How large versions become.
    enum Versions: String, CaseIterable {
        /// Beyond 2^31, as Sequin's do.
        case large
        /// Small enough for any column of numbers.
        case small
    }

    private(set) var versions = Versions.large
    private var all: [String: Own] = [:]

    /// What is said of a collection.
    subscript(slug: String) -> Own { all[slug] ?? Own() }

    /// Reads a strategy's settings, whose fields are known.
    ///
    /// - Throws: `StrategyError` for a field that there is not, and for what is no value of its type.
    init(of strategy: Strategy) throws(StrategyError) {
        let file = "\(strategy.folder)/strategy.yml"
        guard let text = strategy.settings, let root = try SettingsNode.root(yaml: text, file: file) else { return }
        for (key, node) in try root.members("") {
            switch key {
            case "versions": versions = try node.choice(of: Versions.self)
            case "key", "version", "values", "records":
                let route = strategy.routes[0]
                try all[route.collection.slug, default: Own()].read(key, node, route, strategy)
            case "collections":
                for (slug, node) in try node.members("") where node.isMapping {
                    guard let route = strategy.route(for: slug) else { continue }
                    for (key, node) in try node.members("") {
                        try all[slug, default: Own()].read(key, node, route, strategy)
                    }
                }
            // The others are the syncer's own, or read elsewhere.
            default: break
            }
        }
    }
}

extension UpstreamSettings.Own {
    fileprivate mutating func read(
        _ key: String, _ node: SettingsNode, _ route: Route, _ strategy: Strategy
    ) throws(StrategyError) {
        let fields = route.collection.fields
        switch key {
        case "key":
            let own = fields.filter { $0.type != .json }.map(\.name)
            for element in try node.elements("name the fields that are the record's id together, such as [owner, name]")
            {
                let name = try element.text("name a field")
                guard own.contains(name), !self.key.contains(name) else {
                    throw element.error(
                        self.key.contains(name)
                            ? "'\(name)' is there twice"
                            : "'\(name)' is no field that may be a part of a key",
                        remedy: own.isEmpty
                            ? "declare it under 'fields:'" : "use some of \(own.joined(separator: ", "))")
                }
                self.key.append(name)
            }
            guard self.key.count > 1 else {
                throw node.error(
                    "a key of one field is the record's id", remedy: "write 'columns: {COLUMN: id}' in place of 'key'")
            }
            if strategy.deletion == .key {
                throw node.error(
                    "with 'deletion: key' a deletion's payload has none of '\(self.key.joined(separator: ", "))'",
                    remedy: "leave 'deletion' out, or judge a table whose key is the record's id")
            }
        case "version":
            let own = fields.filter { [.integer, .number, .timestamp].contains($0.type) && !$0.isNullable }
            let known = [Self.usualVersion, "upstream_updated_at"] + own.map(\.name)
            let name = try node.text("name the field that orders versions, such as updated_idx")
            guard known.contains(name) else {
                let field = fields.first { $0.name == name }
                throw node.error(
                    field.map {
                        "'\(name)' is \($0.type.rawValue)\($0.isNullable ? ", and may be null" : ""): versions have no order by it"
                    }
                        ?? "'\(name)' is no field of '\(route.collection.slug)'",
                    remedy: "use one of \(known.joined(separator: ", "))")
            }
            version = name
        case "values":
            for (name, list) in try node.members("write 'field: [value, value]'") {
                let field = fields.first { $0.name == name }
                guard let type = field?.type ?? (["id", "upstream_id"].contains(name) ? .text : nil) else {
                    throw list.keyError(
                        "'\(name)' is no field of '\(route.collection.slug)'",
                        remedy: "use one of \((fields.map(\.name) + ["id", "upstream_id"]).joined(separator: ", "))")
                }
                var all: [JSONValue] = []
                for element in try list.elements("write them in brackets, such as [active, canceled]") {
                    all.append(try element.value(of: type))
                }
                guard !all.isEmpty else { throw list.error("'\(list.path)' is empty", remedy: "name a value or more") }
                values[name] = all
            }
        case "records":
            let name = try node.text("")
            samples = try Self.objects(strategy.samples[name] ?? "", file: "\(strategy.folder)/\(name)")
            if samples.isEmpty {
                throw node.error("'\(name)' has no record in it", remedy: "write JSON objects, one a line")
            }
        default: break
        }
    }

    private static func objects(
        _ text: String, file: String
    ) throws(StrategyError) -> [OrderedDictionary<String, JSONValue>] {
        var objects: [OrderedDictionary<String, JSONValue>] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            guard case .object(let object)? = try? JSONValue(parsing: String(line)) else {
                throw StrategyError(
                    file: file, line: index + 1, message: "it is no JSON object",
                    remedy: "write whole objects, one a line, such as {\"status\": \"active\"}")
            }
            objects.append(object)
        }
        return objects
    }
}

extension SettingsNode {
    /// A value for a field of a type.
    fileprivate func value(of type: FieldType) throws(StrategyError) -> JSONValue {
        let text = try text("write a value; a null is no value, make the field nullable: 'name: \(type.rawValue)?'")
        let value: JSONValue?
        switch type {
        case .text, .timestamp: value = .string(text)
        case .integer: value = Int64(text).map { .integer($0) }
        case .number:
            if case .number? = try? JSONValue(parsing: text) { value = .number(text) } else { value = nil }
        case .boolean: value = ["true": .bool(true), "false": .bool(false)][text]
        case .json: value = try? JSONValue(parsing: text)
        }
        guard let value else { throw error("'\(text)' is no \(type.rawValue)", remedy: "write one as JSON has it") }
        return value
    }
}
