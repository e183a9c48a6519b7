import OrderedCollections
public import Scenarios
import Syncer

/// What `check` prints: what has been understood of a strategy, in about ten lines.
public struct UnderstandingReport: Sendable {
    private let understanding: Understanding
    private let style: TextStyle
    /// How the strategy is named on the command line.
    private let reference: String

    /// Creates a report for a terminal.
    public init(_ understanding: Understanding, reference: String, style: TextStyle) {
        self.understanding = understanding
        self.reference = reference
        self.style = style
    }

    /// The lines.
    public var text: String {
        var lines: [String] = []
        for table in understanding.tables { lines += self.lines(of: table) }
        lines.append(line("deletions", deletions))
        lines.append(line("pauses", pauses))
        if !checks.isEmpty { lines.append(line("checks", checks)) }
        if !unchecked.isEmpty { lines.append(line("unchecked", unchecked)) }
        lines.append(line("tried", tried))
        for warning in understanding.warnings { lines.append(line("warning", warning)) }
        lines.append(line("next", next))
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ label: String, _ text: String) -> String {
        style.wrap(text, label: label.padded(to: 11))
    }

    // MARK: Tables

    private func lines(of table: Understanding.Table) -> [String] {
        let compared = table.compared.filter { column in !table.fields.contains { $0.name == column.field } }
        var lines = [
            line("table", table.name + (table.isTable ? "" : ", which is no table: a view, or foreign")),
            line("key", "\(table.key.name), \(table.key.type): \(examples(table.key, 3))"),
            line("version", version(of: table)),
            line("fields", fields(of: table)),
        ]
        if !compared.isEmpty {
            lines.append(line("besides", compared.map(\.name).joined(separator: ", ") + ": compared as well"))
        }
        if !table.others.isEmpty {
            lines.append(line("ignored", table.others.joined(separator: ", ") + ": no field of that name"))
        }
        return lines
    }

    private func version(of table: Understanding.Table) -> String {
        if let version = table.version {
            return "\(version.name), \(version.type): \(examples(version, 2))"
        }
        let guess = table.guess.version.map { ": if \($0.name) holds it, write 'columns: {\($0.name): updated_idx}'" }
        return "none" + (guess ?? ": no column holds updated_idx")
    }

    private func fields(of table: Understanding.Table) -> String {
        guard !table.fields.isEmpty else { return "none" }
        return table.fields.map { field in
            let type = field.type
            guard let column = table.compared.first(where: { $0.field == field.name }) else {
                return "\(field.name) \(type), in no column"
            }
            let name = column.name == field.name ? field.name : "\(field.name) in \(column.name)"
            return "\(name) \(type) (\(examples(column, 2)))"
        }.joined(separator: ", ")
    }

    private func examples(_ column: Understanding.Column, _ count: Int) -> String {
        let isBare = ["smallint", "integer", "bigint", "numeric", "boolean"].contains { column.type.hasPrefix($0) }
        let shown = column.examples.prefix(count).map { value in
            guard let value else { return "null" }
            let text = value.count > 24 ? "\(value.prefix(23))…" : value
            return isBare ? text : "'\(text)'"
        }
        return shown.joined(separator: ", ") + (column.examples.count > count ? ", …" : "")
    }

    // MARK: The rest

    private var deletions: String {
        let strategy = understanding.strategy
        let payload =
            strategy.deletion == .whole ? "its payload is whole" : "its payload has id, updated_idx, deleted alone"
        switch strategy.deletes {
        case .never: return "none: upstream deletes nothing"
        case .hard: return "hard: the row goes; \(payload)"
        case .soft:
            let missing = understanding.tables.filter { $0.deleted == nil }.map(\.name)
            let flag =
                missing.isEmpty
                ? "deleted = true" : "deleted = true, for which \(missing.joined(separator: ", ")) has no column"
            return "soft: the row stays with \(flag); \(payload)"
        }
    }

    private var pauses: String {
        switch understanding.pauses {
        case true?: "a statement can pause at each row that it is about to write"
        case false?: "none: the scripts write no row of a table that lasts and has row triggers"
        case nil: "none: only on a throwaway cluster"
        }
    }

    private var checks: String {
        understanding.strategy.checks.map { "\($0.file) \($0.isAlways ? "after each step" : "at rest")" }
            .joined(separator: ", ")
    }

    private var unchecked: String {
        var reasons: [String] = []
        if let missing = understanding.trial.notChecked, !missing.isEmpty {
            reasons.append(missing.map(\.rawValue).joined(separator: ", ") + ", for want of a version")
        }
        var byReason: OrderedDictionary<String, [String]> = [:]
        for (scenario, because) in understanding.skipped { byReason[because, default: []].append(scenario) }
        for (because, scenarios) in byReason { reasons.append("\(scenarios.joined(separator: ", ")): \(because)") }
        return reasons.joined(separator: "; ")
    }

    private var tried: String {
        let trial = understanding.trial
        let what = "a few deliveries in order"
        switch trial.verdict {
        case .sampled, .exhausted: return "\(what): every row is as upstream has it"
        case .violated: return "\(what): \(trial.property?.rawValue ?? ""), because \(trial.because ?? "")"
        case .inconclusive, .skipped: return "\(what): \(trial.because ?? "nothing came of it")"
        }
    }

    private var next: String {
        if understanding.trial.verdict == .violated { return "mend that first; then converge verify \(reference)" }
        return "converge verify \(reference)"
    }
}
