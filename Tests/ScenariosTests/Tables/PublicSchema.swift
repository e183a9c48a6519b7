import Testing

/// A table as a public project has it, and an upsert for it.
struct PublicSchema: Sendable, CustomTestStringConvertible {
    /// What is said of it.
    enum Outcome: Sendable {
        /// It is guarded, and holds.
        case holds
        /// It is guarded by a time, and holds as far as ties let it: two changes of one moment are one version.
        case holdsByTime
        /// Nothing in it orders versions: it holds in order, and a late delivery overwrites a newer one.
        case stale
        /// Nothing in it says that a record is deleted.
        case unmarked
        /// It is refused before anything runs, with these words.
        case refused(String)
    }

    let project: String
    let shape: String
    let outcome: Outcome
    let table: OwnTable

    init(
        _ project: String, _ shape: String, _ outcome: Outcome, _ schema: String, _ upsert: String, _ settings: String
    ) {
        (self.project, self.shape, self.outcome) = (project, shape, outcome)
        var table = OwnTable(schema, upsert: upsert, settings: settings)
        table.schedules = 8
        self.table = table
    }

    var testDescription: String { "\(project): \(shape)" }

    /// All of them.
    static let all = money + chains + forges + people + others
}
