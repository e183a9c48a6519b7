import Postgres

/// Deliveries that are refused again and again in the second phase, with nothing in between that has changed a row: one
/// that was refused often enough will be for ever.
struct RefusalStreak {
    /// How often in a row is enough: any more would be told by like steps.
    static let enough = 5

    /// A delivery, by what it brings.
    private struct Subject: Hashable {
        var id: String
        var version: Int64
    }

    private struct Refusal {
        /// The SQLSTATE; what no server said is the script's own, and told by its message.
        var state: String
        var count: Int
    }

    private var refusals: [Subject: Refusal] = [:]

    /// Whether nothing has been refused since something changed.
    var isEmpty: Bool { refusals.isEmpty }

    /// The record whose delivery was refused often enough; nil if there is none.
    private(set) var hopeless: String?

    /// A delivery was refused, and will not be tried again at once.
    mutating func refused(_ id: String, _ version: Int64, _ failure: Note.Failure) {
        let subject = Subject(id: id, version: version)
        // What comes of the moment may pass with it.
        if let state = failure.sqlState, Self.passing.contains(where: state.hasPrefix) {
            refusals[subject] = nil
            return
        }
        let state = failure.sqlState ?? failure.message
        let count = refusals[subject].map { $0.state == state ? $0.count + 1 : 1 } ?? 1
        refusals[subject] = Refusal(state: state, count: count)
        if count == Self.enough { hopeless = id }
    }

    /// A committed row has changed, or a delivery was applied: what was refused may pass now.
    mutating func somethingChanged() {
        refusals = [:]
        hopeless = nil
    }

    /// Classes of errors that come of the moment: connections, transactions that meet, resources, locks, interventions.
    private static let passing = ["08", "25", "40", "53", "55", "57", "58", "XX"]
}
