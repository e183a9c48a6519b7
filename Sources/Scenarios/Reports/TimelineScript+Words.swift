extension TimelineScript {
    /// The call, and what came of it: `upsert.sql:5 A: INSERT 0 1, applied A`.
    static func joined(_ deeds: [Deed], isBrief: Bool) -> String {
        let said = deeds.map { isBrief ? $0.brief : $0.full }.filter { !$0.isEmpty }
        guard let first = said.first else { return "" }
        let rest = said.dropFirst().joined(separator: isBrief ? " " : ", ")
        return rest.isEmpty ? first : "\(first)\(isBrief ? " " : ": ")\(rest)"
    }
}

extension TimelineScript.Line {
    /// All that happened, each part under the name of whom it concerns.
    func parts(isBrief: Bool = false) -> [String] {
        var parts: [String] = upstream.isEmpty ? [] : ["upstream: \(upstream)"]
        for (worker, deeds) in workers.enumerated() where !deeds.isEmpty {
            parts.append("worker \(worker + 1): \(TimelineScript.joined(deeds, isBrief: isBrief))")
        }
        return parts + consumer + rows.map { isBrief ? "row \($0.brief)" : "row \($0.sentence)" }
    }
}

extension TimelineScript.RowState {
    /// A row as it is now: `A′ (10) deleted`, `null`, or `gone`.
    init(_ version: VersionName, _ state: Note.RowState) {
        record = version.record
        let rest = state.isDeleted ? " deleted" : ""
        if !state.isThere {
            (full, brief) = ("gone", "gone")
        } else if let number = state.version {
            (full, brief) = ("\(version) (\(number))\(rest)", "\(version)\(rest)")
        } else {
            (full, brief) = ("null\(rest)", "null\(rest)")
        }
    }

    /// The state, behind the record's name where it does not begin with it.
    var sentence: String { full.hasPrefix(record) ? full : "\(record) \(full)" }
}
