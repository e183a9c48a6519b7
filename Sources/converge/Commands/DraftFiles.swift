import Scenarios
import Syncer

/// The files that `init --schema` writes for a table: what the catalogue says, and comments that ask for what it does not.
struct DraftFiles {
    private let draft: StrategyDraft
    /// How `strategy.yml` names the schema's parts.
    private let schema: [String]

    init(_ draft: StrategyDraft, schema: [String]) {
        self.draft = draft
        self.schema = schema
    }

    private var guess: TableGuess { draft.guess }

    /// The names and texts.
    var files: [(name: String, text: String)] { [("strategy.yml", settings), ("upsert.sql", upsert)] }

    // MARK: strategy.yml

    private var settings: String {
        var lines = [
            "# What the table's catalogue says. Lines with DECIDE ask for what it does not: 'converge verify' shows them as",
            "# warnings until they are removed. All keys are in docs/strategies.md of converge.",
            "collection: own:\(variable(guess.table.name))",
            "table: \(yaml(guess.table.spelling))",
            "schema: " + (schema.count == 1 ? yaml(schema[0]) : "[\(schema.map(yaml).joined(separator: ", "))]"),
        ]
        if !draft.roles.isEmpty { lines.append("roles: [\(draft.roles.map(yaml).joined(separator: ", "))]") }
        if !draft.skippedExtensions.isEmpty {
            let skipped = draft.skippedExtensions.map { "\(yaml($0)): skip" }
            lines += [
                "# DECIDE: these extensions cannot be made here: is the schema right without them?",
                "extensions: {\(skipped.joined(separator: ", "))}",
            ]
        }
        return (lines + [""] + fields + [""] + columns + [""] + deletions + [""] + worker).joined(separator: "\n")
            + "\n"
    }

    private var fields: [String] {
        let declared = declaredFields
        guard !declared.isEmpty else { return ["fields: {}"] }
        return [
            "# The record's own fields, as variables for scripts. Their values are made up to fit the type; '?' may be null.",
            "fields:",
        ] + declared.map { "  \(yaml(variable($0.name))): \($0.fieldTypeName)" }
    }

    private var declaredFields: [TableGuess.Column] {
        guess.fields.filter { !Strategy.recordFields.contains(variable($0.name)) }
    }

    private var columns: [String] {
        var lines: [String] = []
        var mapped: [String] = []
        if let key = guess.key {
            if key.name != "id" { mapped.append("\(yaml(key.name)): id") }
            let rivals = guess.columns.filter { $0.isUnique && $0 != key }
            if !rivals.isEmpty {
                let names = rivals.map(\.name).joined(separator: ", ")
                // What Postgres counts up by itself is no rival.
                let mark = rivals.allSatisfy(\.makesItself) ? "" : "DECIDE: "
                lines.append(
                    "# \(mark)the record's id is taken to be in \(key.name); \(names) would be unique as well.")
            }
        } else {
            let parts = guess.keyParts.map { variable($0.name) }
            if parts.isEmpty {
                lines.append("# DECIDE: no column is unique: name the one that holds the record's id: '{NAME: id}'.")
            } else {
                lines += [
                    "# These fields tell records apart together. Where one column holds the record's id, name it below instead.",
                    "key: [\(parts.map(yaml).joined(separator: ", "))]",
                ]
            }
        }
        if let version = guess.version {
            if version.name != "updated_idx" { mapped.append("\(yaml(version.name)): updated_idx") }
            if version.base == "int4" {
                lines.append(
                    "# DECIDE: \(version.name) is an integer, and versions pass 2^31 as Sequin's do: make it bigint.")
            }
        } else {
            lines += [
                "# DECIDE: no column holds the record's version (a bigint that grows with each change): if one does, write",
                "# '{NAME: updated_idx}' below. If a time of the API's orders versions, write 'version: FIELD', or, for the",
                "# time of the change itself, '{NAME: upstream_updated_at}' and 'version: upstream_updated_at'.",
            ]
            if let time = guess.time {
                lines.append("# \(time.name) may be such a time; two changes in one moment tie.")
            }
        }
        if let deleted = guess.deleted, deleted.name != "deleted" { mapped.append("\(yaml(deleted.name)): deleted") }
        for column in declaredFields where variable(column.name) != column.name {
            mapped.append("\(yaml(column.name)): \(variable(column.name))")
        }
        lines.append("# Columns that are called otherwise than their field, without SQL's quotes: column: field.")
        lines.append("columns: {\(mapped.joined(separator: ", "))}")
        let others = guess.others.map(\.name)
        if !others.isEmpty { lines.append("# Not looked at, as the table's own: \(others.joined(separator: ", ")).") }
        return lines
    }

    private var deletions: [String] {
        if guess.deleted != nil { return ["# A deleted record's row stays, and says so.", "deletes: soft"] }
        if let time = guess.deletionTime {
            return [
                "# DECIDE: \(time.name) says when a record was deleted, and records say 'deleted': name a view as the table that "
                    + "has '\(time.name) is not null as deleted', and write 'deletes: soft'.",
                "deletes: never",
            ]
        }
        return [
            "# DECIDE: no column says that a record is deleted: if rows go, write delete.sql and 'deletes: hard'.",
            "deletes: never",
        ]
    }

    private let worker = [
        "# How your worker behaves: see docs/strategies.md.",
        "# ack: after-commit",
        "# on_error: nack",
    ]

    // MARK: upsert.sql

    private var upsert: String {
        var written: [(column: String, field: String)] = []
        if let key = guess.key { written.append((key.sql, "id")) }
        written += guess.fields.map { ($0.sql, variable($0.name)) }
        if let version = guess.version { written.append((version.sql, "updated_idx")) }
        if let deleted = guess.deleted { written.append((deleted.sql, "deleted")) }
        let keys =
            guess.key.map { [$0.sql] } ?? guess.keyParts.map(\.sql)
        let updates = written.map(\.column).filter { !keys.contains($0) }.map { "    \($0) = excluded.\($0)" }
        var text = """
            -- DECIDE: converge has made this upsert up from the table. Put the one that you run in its place.
            insert into \(guess.sql) as stored (\(written.map(\.column).joined(separator: ", ")))
            values (\(written.map { ":'\($0.field)'" }.joined(separator: ", ")))

            """
        guard !keys.isEmpty else { return text + ";\n" }
        text += "on conflict (\(keys.joined(separator: ", "))) do "
        text += updates.isEmpty ? "nothing" : "update set\n\(updates.joined(separator: ",\n"))"
        if let version = guess.version {
            let guardText = "stored.\(version.sql) <= excluded.\(version.sql)"
            text += "\nwhere " + (version.isNotNull ? guardText : "coalesce(\(guardText), true)")
        }
        return text + ";\n"
    }

    // MARK: Spelling

    /// A column's name as a variable's.
    private func variable(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" ? $0 : "_" })
    }

    /// A text as YAML takes it.
    private func yaml(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_./-".contains($0)) }
        let isWord = ["yes", "no", "on", "off", "true", "false", "null", "y", "n"].contains(text.lowercased())
        return isPlain && !isWord && text.first?.isNumber == false && text.first != "-"
            ? text : "'\(text.replacing("'", with: "''"))'"
    }
}
