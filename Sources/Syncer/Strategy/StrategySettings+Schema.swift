import Postgres

extension StrategySettings {
    /// A file or folder, or a list of them.
    static func schema(_ node: SettingsNode) throws(StrategyError) -> [(name: String, node: SettingsNode)] {
        let remedy = "name a file or a folder, such as schema.sql, or a list of them"
        guard node.isSequence else { return [(try node.text(remedy), node)] }
        var sources: [(name: String, node: SettingsNode)] = []
        for element in try node.elements(remedy) { sources.append((try element.text(remedy), element)) }
        guard !sources.isEmpty else { throw node.error("'schema' is empty", remedy: remedy) }
        return sources
    }

    /// Names of roles, each once.
    static func roles(_ node: SettingsNode) throws(StrategyError) -> [String] {
        let own = [ClusterRole.superuser, ClusterRole.worker, ClusterRole.keeper]
        var roles: [String] = []
        for element in try node.elements("write roles in brackets, such as [anon, authenticated]") {
            let name = try element.text("write a role such as anon")
            guard !name.hasPrefix("pg_"), !["public", "none", "current_user", "session_user"].contains(name) else {
                throw element.error("the role '\(name)' is Postgres's own", remedy: "leave it out")
            }
            guard !own.contains(name) else {
                throw element.error("the role '\(name)' is converge's own", remedy: "name it otherwise in the schema")
            }
            guard !name.isEmpty, name.utf8.count < 64 else {
                throw element.error("'\(name)' cannot be a role's name", remedy: "use up to 63 bytes")
            }
            if !roles.contains(name) { roles.append(name) }
        }
        return roles
    }

    /// The extensions that are done without.
    static func skippedExtensions(_ node: SettingsNode) throws(StrategyError) -> [String] {
        var skipped: [String] = []
        for (name, value) in try node.members("write 'name: skip'") {
            let text = try value.text("write skip")
            guard text == "skip" else {
                throw value.error("'\(value.path)' cannot be '\(text)'", remedy: "write skip, or leave it out")
            }
            skipped.append(name)
        }
        return skipped
    }
}
