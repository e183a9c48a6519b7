/// Where two histories of one schedule part, and how.
struct HistoryDifference: CustomStringConvertible {
    /// The number of the first step that differs, from 1.
    let step: Int
    /// That step in the first history; nil if it has ended before.
    let first: String?
    /// That step in the second history.
    let second: String?

    /// Compares what belongs to a history, and no sentence.
    ///
    /// - Returns: Nil if they are the same.
    init?(_ first: [Step], _ second: [Step]) {
        let common = zip(first, second).prefix { [$0].fingerprint == [$1].fingerprint }.count
        let (left, right) = (first.dropFirst(common).first, second.dropFirst(common).first)
        if left == nil, right == nil { return nil }
        step = common + 1
        // Where the choice is the same, what came of it differs.
        let isSameChoice = left?.choice == right?.choice
        self.first = left.map { Self.told($0, withNotes: isSameChoice) }
        self.second = right.map { Self.told($0, withNotes: isSameChoice) }
    }

    private static func told(_ step: Step, withNotes: Bool) -> String {
        guard withNotes else { return "'\(step.choice)'" }
        let notes = step.notes.map(told).joined(separator: "; ")
        return "'\(step.choice)' (\(notes.isEmpty ? "nothing came of it" : notes), at \(step.time) s)"
    }

    private static func told(_ note: Note) -> String {
        let detail: String? =
            switch note.detail {
            case .tag(let tag): tag
            case .failure(let failure): "\(failure)"
            case .row(let row): row.isThere ? "version \(row.version.map(String.init) ?? "null")" : "gone"
            case .removed(let versions): "removes \(versions.map(\.description).joined(separator: " "))"
            case .pausedAt(let row): "at \(row)"
            case nil: nil
            }
        let subjects = note.worker.map { ["worker \($0)"] } ?? []
        return (subjects + [note.kind.rawValue] + note.versions.map(\.description) + [detail].compactMap(\.self))
            .joined(separator: " ")
    }

    /// Such as `step 7 was 'worker 1: ack A', and the second time 'worker 1: nack A'`.
    var description: String {
        "step \(step) was \(first ?? "none any more"), and the second time \(second ?? "none any more")"
    }
}
