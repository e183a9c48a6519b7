/// What Postgres refuses, and what to do about it, by the SQLSTATE.
struct Refusal {
    let failure: Note.Failure
    /// Whether it befell a program, which does by itself what a setting has a script do.
    let isOfProgram: Bool

    init(_ failure: Note.Failure, ofProgram isOfProgram: Bool = false) {
        self.failure = failure
        self.isOfProgram = isOfProgram
    }

    /// What to do; nil where the code says too little.
    var remedy: String? {
        guard let state = failure.sqlState else {
            if isOfProgram { return "have the program set such a record aside, acknowledge it, and go on" }
            return failure.message.contains("there is no variable")
                ? "see that it is set on every path: '\\gset' behind a statement that returns no row sets nothing, as behind "
                    + "'on conflict do nothing'"
                : nil
        }
        if isOfProgram, let remedy = Self.remedy(ofProgram: state) { return remedy }
        switch state {
        case "23503":
            return
                "write the row that it refers to first, in the same script, or let the key wait for it (deferrable) or "
                + "go: deliveries of several records come in any order"
        case "23505":
            return
                "name that unique key in 'on conflict' too, or take it away if two records may share its value; where "
                + "it is two workers that insert at once, run the script again: 'retry' in strategy.yml"
        case "23502", "23514":
            return "see that the script gives that column what it takes, for a deleted record too"
        case "21000":
            return "take each record once from a batch, its newest version: 'distinct on (id) … order by id, "
                + "updated_idx desc'"
        case "40001", "40P01", "55P03":
            return "run it again: 'retry' in strategy.yml"
        case "P0001":
            return "have what raises it let stale and repeated deliveries pass: they are to change nothing, and to end "
                + "without an error"
        case "42501": return "grant the role that runs the scripts what it needs"
        case _ where state.hasPrefix("42"):
            return
                "mend the statement for such a record; a variable that is spliced, ':name', has no text where it is null"
        case _ where state.hasPrefix("22"):
            return "store it in a column that holds it, or say what it may be: 'values' in strategy.yml"
        default: return nil
        }
    }

    /// What a program has to do by itself, which a setting has a script do.
    private static func remedy(ofProgram state: String) -> String? {
        switch state {
        case "23505":
            "name that unique key in 'on conflict' too, or take it away if two records may share its value; where it is "
                + "two workers that insert at once, have the program try again"
        case "40001", "40P01", "55P03": "have the program run the transaction again"
        case "42P01", "42703":
            "mend the statement, or make what it names in schema.sql: there is nothing else in the database"
        case "42501": nil
        case _ where state.hasPrefix("42"): "mend the statement"
        default: nil
        }
    }
}
