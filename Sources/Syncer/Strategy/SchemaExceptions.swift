/// What a schema's statements may be about and yet be left out: roles and extensions that `strategy.yml` names.
struct SchemaExceptions: Hashable, Sendable {
    /// Roles that the harness makes.
    var roles: [String] = []
    /// Extensions that are done without.
    var skippedExtensions: [String] = []

    /// Whether a statement makes, changes or drops one of these.
    ///
    /// - Parameters:
    ///   - words: Its words, lowercase.
    ///   - names: The same words as names: unquoted where they were quoted.
    func leavesOut(_ words: [String], _ names: [String]) -> Bool {
        if let role = Self.role(in: words, names) { return roles.contains(role) }
        guard words.count > 2, words[1] == "extension" else { return false }
        return Self.subject(of: words, names).map(skippedExtensions.contains) ?? false
    }

    /// The role that a statement makes, changes or drops.
    static func role(in words: [String], _ names: [String]) -> String? {
        guard words.count > 2, ["role", "user", "group"].contains(words[1]) else { return nil }
        return subject(of: words, names)
    }

    /// What a statement makes, changes or drops.
    private static func subject(of words: [String], _ names: [String]) -> String? {
        guard ["create", "alter", "drop"].contains(words[0]) else { return nil }
        let conditions = Array(words.dropFirst(2).prefix(3))
        let skipped = conditions == ["if", "not", "exists"] ? 3 : conditions.prefix(2) == ["if", "exists"] ? 2 : 0
        return names.indices.contains(2 + skipped) ? names[2 + skipped] : nil
    }
}
