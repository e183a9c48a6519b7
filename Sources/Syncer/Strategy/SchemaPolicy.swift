/// What to do with a DDL statement, judged by its words.
enum SchemaPolicy {
    enum Judgement: Hashable {
        case run
        case skip
        case refuse(String, remedy: String)
    }

    static func judge(_ words: [String]) -> Judgement {
        let start = words.prefix(3).joined(separator: " ") + " "
        if skipped.contains(where: { start.hasPrefix($0 + " ") }) { return .skip }
        if words.first == "alter", words.count > 3,
            zip(words, words.dropFirst()).contains(where: { $0 == ("owner", "to") })
        {
            return .skip
        }
        if words.prefix(3) == ["create", "schema", "public"], words.count == 3 { return .skip }
        if let far = beyond.first(where: { start.hasPrefix($0 + " ") }) {
            let isRole = ["role", "user", "group"].contains(words[1])
            return .refuse(
                "'\(far)' reaches beyond the throwaway database",
                remedy: isRole
                    ? "name the role under 'roles:' in strategy.yml, or leave it out of the schema"
                    : "leave it out of the schema")
        }
        if words.first == "copy", words.contains("stdin") {
            return .refuse("'copy … from stdin' cannot stand in a schema", remedy: "dump with --schema-only")
        }
        return .run
    }

    private static let skipped =
        [
            "grant", "revoke", "reassign owned", "alter default privileges", "comment on extension", "security label",
            "set transaction_timeout", "set session authorization",
        ]
        // What they send elsewhere, and fetch from there, no strategy sees; and some take a superuser.
        + ["create", "alter", "drop", "comment on"].flatMap { ["\($0) publication", "\($0) subscription"] }

    private static let beyond: [String] =
        ["create", "alter", "drop"].flatMap { verb in
            ["database", "role", "user", "group", "tablespace"].map { "\(verb) \($0)" }
        } + ["alter system"]
}
