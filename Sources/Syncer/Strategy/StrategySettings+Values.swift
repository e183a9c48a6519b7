import OrderedCollections
import Postgres

/// Why a known violation is accepted.
public struct Acceptance: Hashable, Sendable {
    /// The reason, in the author's words.
    public var reason: String
    /// The line of `strategy.yml` that says so.
    public var line: Int?

    /// Creates an acceptance.
    public init(reason: String, line: Int? = nil) {
        self.reason = reason
        self.line = line
    }
}

extension StrategySettings {
    static func routes(_ node: SettingsNode) throws(StrategyError) -> [RouteSettings] {
        var routes: [RouteSettings] = []
        for (slug, value) in try node.members("write 'slug: table'") {
            var route = RouteSettings(slug: try value.slug(slug), slugNode: value)
            if value.isMapping {
                for (key, setting) in try value.members("") { try route.read(key, setting) }
            } else {
                route.table = try value.table()
            }
            routes.append(route)
        }
        guard !routes.isEmpty else { throw node.error("'collections' is empty", remedy: "write 'slug: table'") }
        return routes
    }

    static func sqlStates(_ node: SettingsNode) throws(StrategyError) -> [SQLState] {
        var states: [SQLState] = []
        for element in try node.elements("write SQLSTATEs in brackets, such as [\"40001\", \"40P01\"]") {
            let text = try element.text("write an SQLSTATE such as 40001")
            let isState = text.utf8.count == 5 && text.utf8.allSatisfy { $0.isDigit || ($0 >= 0x41 && $0 <= 0x5A) }
            guard isState else {
                throw element.error(
                    "'\(text)' is not an SQLSTATE", remedy: "write five digits and capitals, such as \"40P01\"")
            }
            states.append(SQLState(rawValue: text))
        }
        return states
    }

    /// Up to ten ackWaits: a timeout longer than ackWait is a mistake that a harness must be able to judge, but a
    /// number of seconds is not meant.
    static func deadline(_ node: SettingsNode) throws(StrategyError) -> Double {
        let remedy = "write a fraction of ackWait, such as 0.75"
        let text = try node.text(remedy)
        guard let value = Double(text), value > 0, value <= 10 else {
            throw node.error("'deadline' cannot be '\(text)'", remedy: remedy)
        }
        return value
    }

    static func expectations(_ node: SettingsNode) throws(StrategyError) -> OrderedDictionary<String, [Expectation]> {
        var expectations: OrderedDictionary<String, [Expectation]> = [:]
        for (scenario, value) in try node.members("write 'scenario: holds' or 'scenario: violated'") {
            var list: [Expectation] = []
            if value.isSequence {
                for element in try value.elements("") { list.append(try expectation(element)) }
                guard !list.isEmpty else {
                    throw value.error("'\(value.path)' is empty", remedy: "write holds or violated")
                }
            } else {
                list.append(try expectation(value))
            }
            if let double = twice(list.map(\.consumer)) {
                throw value.error(
                    "'\(value.path)' says two things of \(double.map { "the consumer '\($0)'" } ?? "all consumers")",
                    remedy: "keep one")
            }
            expectations[scenario] = list
        }
        return expectations
    }

    private static func twice(_ consumers: [String?]) -> String?? {
        for (index, consumer) in consumers.enumerated() where consumers[..<index].contains(consumer) { return consumer }
        return nil
    }

    private static func expectation(_ node: SettingsNode) throws(StrategyError) -> Expectation {
        guard node.isMapping else {
            return Expectation(try node.choice(of: Expectation.Verdict.self), line: node.line)
        }
        var verdict: Expectation.Verdict?
        var expectation = Expectation(.holds, line: node.line)
        var property: SettingsNode?
        for (key, value) in try node.members("") {
            switch key {
            case "verdict": verdict = try value.choice(of: Expectation.Verdict.self)
            case "property":
                expectation.property = try value.text("name a property such as monotonic-versions")
                property = value
            case "consumer": expectation.consumer = try value.text("name a consumer such as fenced")
            default: throw value.unknownKey(key, among: ["verdict", "property", "consumer"])
            }
        }
        guard let verdict else {
            throw node.error("'\(node.path)' has no verdict", remedy: "add 'verdict: holds' or 'verdict: violated'")
        }
        if verdict == .holds, let property {
            throw property.keyError(
                "'\(node.path)' names a property but holds", remedy: "leave the property out, or expect 'violated'")
        }
        expectation.verdict = verdict
        return expectation
    }

    static func acceptances(_ node: SettingsNode) throws(StrategyError) -> OrderedDictionary<String, Acceptance> {
        var acceptances: OrderedDictionary<String, Acceptance> = [:]
        for (scenario, value) in try node.members("write 'scenario: reason'") {
            let reason = try value.text("say why the violation is acceptable")
            acceptances[scenario] = Acceptance(reason: reason, line: value.line)
        }
        return acceptances
    }
}
