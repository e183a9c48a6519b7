/// Finds a way through a script that ends inside a transaction.
enum TransactionPaths {
    /// What a statement does to the transaction around it.
    enum Effect: Hashable {
        case opens
        case closes
        case none
    }

    static func effect(of statement: ScriptStatement) -> Effect {
        let words = statement.words
        switch words.first {
        case "begin": return .opens
        case "start" where words.dropFirst().first == "transaction": return .opens
        case "prepare" where words.dropFirst().first == "transaction": return .closes
        case "commit", "end", "rollback", "abort":
            let rest = words.dropFirst().filter { $0 != "work" && $0 != "transaction" }
            switch rest.first {
            // `rollback to savepoint`, `commit prepared`.
            case "to", "prepared": return .none
            case "and": return rest.contains("no") ? .closes : .none
            default: return .closes
            }
        default: return .none
        }
    }

    /// - Throws: When some path through the branches leaves a transaction open. Which conditions exclude each other
    ///   is not looked into.
    static func check(_ instructions: [Instruction], statements: [ScriptStatement]) throws(ScriptError) {
        // For each instruction, where the transaction that may be open there was begun; nil: none is open.
        var reachedBy = [Set<Int?>](repeating: [], count: instructions.count + 1)
        reachedBy[0] = [nil]
        for (index, instruction) in instructions.enumerated() {
            let states = reachedBy[index]
            switch instruction {
            case .run(let statement), .runAndSet(let statement, _, _):
                let after: Set<Int?> =
                    switch effect(of: statements[statement]) {
                    case .opens: Set(states.map { $0 ?? statement })
                    case .closes: states.isEmpty ? [] : [nil]
                    case .none: states
                    }
                reachedBy[index + 1].formUnion(after)
            case .branch(_, _, let otherwise):
                reachedBy[index + 1].formUnion(states)
                reachedBy[otherwise].formUnion(states)
            case .jump(let target):
                reachedBy[target].formUnion(states)
            }
        }
        if let open = reachedBy[instructions.count].compactMap({ $0 }).min() {
            throw ScriptError(
                place: statements[open].place, message: "the script can end inside the transaction begun here",
                remedy: "commit or roll back on every way through it")
        }
    }
}
