/// Notices what runs on real time or real chance, whose schedules may not replay.
package struct RealTimeWatch {
    /// These count wherever they stand as plain words.
    package static let words: Set<String> = [
        "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "deadlock_timeout",
        "current_timestamp", "current_date", "current_time", "localtime", "localtimestamp",
    ]
    /// These count where a parenthesis follows.
    package static let functions: Set<String> = [
        "now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday", "pg_sleep",
        "pg_sleep_for", "pg_sleep_until", "random", "random_normal", "gen_random_uuid", "gen_random_bytes",
        "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4",
    ]

    /// Of these functions the results are chance; all else that is watched for is time.
    private static let chance: Set<String> = [
        "random", "random_normal", "gen_random_uuid", "gen_random_bytes", "uuid_generate_v1", "uuid_generate_v1mc",
        "uuid_generate_v4",
    ]

    /// Whether it is time, and not chance, that something runs on.
    ///
    /// - Parameter use: Its name as a word, or as a call. That of a function which uses something ends with that.
    package static func isTime(_ use: String) -> Bool {
        let name = use.split(separator: " ").last.map { $0.hasSuffix("()") ? String($0.dropLast(2)) : String($0) } ?? ""
        return (words.contains(name) || functions.contains(name)) && !chance.contains(name)
    }

    /// Whether it is chance that a session can be given a seed for.
    ///
    /// - Parameter use: As for ``isTime(_:)``.
    package static func isSeeded(_ use: String) -> Bool {
        ["random()", "random_normal()"].contains { use == $0 || use.hasSuffix(" \($0)") }
    }

    private var function: (name: String, place: Place)?
    /// Whether the next string names a setting: it follows `set_config (`.
    private var expectsSetting = false

    mutating func note(_ token: Token, in lexer: Lexer) -> ScriptWarning? {
        defer { if token.kind != .word && token.kind != .open { function = nil } }
        switch token.kind {
        case .word:
            let name = lexer.text(token.range).lowercased()
            let place = lexer.lines.place(at: token.range.lowerBound)
            function = (name, place)
            return Self.words.contains(name) ? warning(name, place) : nil
        case .open:
            defer { function = nil }
            guard let function else { return nil }
            expectsSetting = function.name == "set_config"
            return Self.functions.contains(function.name) ? warning(function.name + "()", function.place) : nil
        case .string:
            defer { expectsSetting = false }
            let name = lexer.text(token.range).lowercased().filter { $0 != "'" }
            guard expectsSetting, Self.words.contains(name) else { return nil }
            return warning(name, lexer.lines.place(at: token.range.lowerBound))
        default:
            expectsSetting = false
            return nil
        }
    }

    private func warning(_ name: String, _ place: Place) -> ScriptWarning {
        ScriptWarning(
            place: place, message: "\(name) runs on real time or real chance, so schedules may not replay",
            chance: name)
    }
}
