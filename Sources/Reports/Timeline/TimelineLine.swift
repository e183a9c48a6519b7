import Scenarios

/// One step of a history in words: what each party did, and what came of it.
struct TimelineLine {
    /// The number of the choice, from 1.
    var number: Int
    /// What the API did.
    var upstream = ""
    /// What each worker did, and what came of it.
    var workers: [[Deed]]
    /// What became of the record's delivery.
    var consumer: [String] = []
    /// Committed rows that changed.
    var rows: [RowWords] = []
    /// What stands below the line: what a program asked for and did not get, and the last of what it wrote.
    var remarks: [String] = []
    /// Whether what upstream did waits for a delivery that is out.
    var isWithheld = false
    /// Whether it belongs to the first phase.
    var isFree = true
    /// The state of each worker before the step: what is shown of those that do nothing in it.
    var states: [WorkerState]

    /// Whether there is no word in it.
    var isBlank: Bool {
        upstream.isEmpty && consumer.isEmpty && rows.isEmpty && workers.allSatisfy(\.isEmpty)
    }

    /// What stands below the line, with what brief words leave out.
    func remarks(isBrief: Bool) -> [String] {
        let unsaid =
            isBrief
            ? workers.enumerated().flatMap { worker, deeds in
                deeds.compactMap(\.remark).map { "worker \(worker + 1): \($0)" }
            } : []
        return unsaid + remarks
    }

    /// All that happened, each part under the name of the party that it concerns.
    func parts(isBrief: Bool = false) -> [String] {
        var parts: [String] = upstream.isEmpty ? [] : ["upstream: \(upstream)"]
        for (worker, deeds) in workers.enumerated() where !deeds.isEmpty {
            parts.append("worker \(worker + 1): \(Deed.joined(deeds, isBrief: isBrief))")
        }
        return parts + consumer + rows.map { "row \(isBrief ? $0.briefSentence : $0.sentence)" }
    }
}
