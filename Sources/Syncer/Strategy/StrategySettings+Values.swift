import Postgres

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
}
