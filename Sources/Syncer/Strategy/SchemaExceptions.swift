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
        guard words.count > 2, ["create", "alter", "drop"].contains(words[0]) else { return false }
        let conditions = Array(words.dropFirst(2).prefix(3))
        let skipped = conditions == ["if", "not", "exists"] ? 3 : conditions.prefix(2) == ["if", "exists"] ? 2 : 0
        guard names.count > 2 + skipped else { return false }
        let name = names[2 + skipped]
        return switch words[1] {
        case "role", "user", "group": roles.contains(name)
        case "extension": skippedExtensions.contains(name)
        default: false
        }
    }
}
