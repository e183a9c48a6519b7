extension Cause {
    /// Postgres, or a function of the schema, refuses a delivery each time.
    static let refused = Cause("refused") { evidence in
        guard case .undone(let failure?, _)? = evidence.difference else { return nil }
        let statement = evidence.log.statements.last {
            $0.failure?.sqlState == failure.sqlState && evidence.newest($0.subjects) != nil
        }
        let place = statement.map { "\($0.name) is refused each time" } ?? "it is refused each time"
        return Refusal(failure, ofProgram: evidence.facts.isProgram).remedy.map {
            "\(place), and a delivery that always fails comes back for ever: \($0)"
        }
    }
}
