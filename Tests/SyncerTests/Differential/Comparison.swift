/// Compares what psql and the interpreter made of one script.
enum Comparison: Hashable {
    case same
    /// They differ as docs/strategies.md says.
    case listed(String)
    case differs(String)

    /// What is refused before it runs, by design, and how the message is known.
    private static let refusals = [
        "can end inside the transaction", "stands inside a statement", "is not a command", "numbered parameters",
        "between backquotes", "there is no statement before \\gset", "has no expression",
    ]
    /// What psql refuses too, although it first runs what stands before.
    private static let errors = [
        "never ends", "has no \\endif", "comes after \\else", "has no \\if before it",
    ]

    /// What becomes of a script once values are sent as parameters, where it could be prepared for that.
    static func of(literals: Trace, parameters: Trace, hasUnrunStatements: Bool) -> Comparison {
        if case .refused(let message) = parameters.failure {
            // Postgres was asked about every statement, also about those that are never reached.
            if literals.failure != nil || hasUnrunStatements { return .listed("refused when it is loaded") }
            return .differs("it ran, and is refused when loaded: \(message)")
        }
        guard literals.failure == parameters.failure else {
            return .differs("ended with \(literals.failure as Any), with parameters \(parameters.failure as Any)")
        }
        guard literals.rows == parameters.rows else { return .differs("with parameters other rows came back") }
        return literals.tables == parameters.tables ? .same : .differs("with parameters the tables hold other rows")
    }

    static func of(psql: Trace, complaints: [String], ours: Trace) -> Comparison {
        if case .refused = ours.failure {
        } else if complaints.contains(where: { $0.contains("no rows returned for \\gset") }) {
            return isSame(psql, ours, upTo: psql.statements.count)
                ? .listed("\\gset without a row") : .differs("\\gset without a row")
        }
        switch ours.failure {
        case .refused(let message):
            if let found = refusals.first(where: message.contains) { return .listed("refused: \(found)") }
            guard let found = errors.first(where: message.contains) else { return .differs("refused: \(message)") }
            return psql.failure == nil
                ? .differs("psql ran it, and we say \(message)") : .listed("read ahead: \(found)")
        case .script(let message) where message.contains("there is no variable") || message.contains("is not set"):
            return isSame(psql, ours, upTo: ours.statements.count) ? .listed("no such variable") : .differs(message)
        case .script(let message) where message.contains("\\gset got"):
            guard complaints.contains(where: { $0.contains("more than one row") }) else { return .differs(message) }
        case .script(let message) where message.contains("\\gset cannot set"):
            guard complaints.contains(where: { $0.contains("invalid variable name") }) else { return .differs(message) }
        case .script(let message): return .differs(message)
        case .sql, nil:
            guard psql.failure == ours.failure else {
                return .differs("psql ended with \(psql.failure as Any), we with \(ours.failure as Any)")
            }
        }
        guard isSame(psql, ours, upTo: max(psql.statements.count, ours.statements.count)) else {
            return .differs("other statements were sent")
        }
        guard psql.rows == ours.rows else { return .differs("other rows came back") }
        return psql.tables == ours.tables ? .same : .differs("the tables hold other rows")
    }

    /// Whether both have sent this many statements, and the same ones.
    private static func isSame(_ psql: Trace, _ ours: Trace, upTo count: Int) -> Bool {
        min(psql.statements.count, ours.statements.count) >= count
            && zip(psql.statements, ours.statements).prefix(count).allSatisfy { $1.isSame(as: $0) }
    }
}
