/// Finds a way through a script that ends inside a transaction.
enum TransactionPaths {
    /// What a statement does to the transaction around it.
    enum Effect: Hashable {
        case opens
        case closes
        case none
    }

    /// What is known of the transaction before an instruction.
    private struct State {
        /// Whether some path comes here with none open.
        var mayBeIdle = false
        /// The first of the statements that have begun one which may be open here.
        var firstOpen: Int?

        var isReachable: Bool { mayBeIdle || firstOpen != nil }

        mutating func formUnion(_ other: State) {
            mayBeIdle = mayBeIdle || other.mayBeIdle
            firstOpen = [firstOpen, other.firstOpen].compactMap { $0 }.min()
        }
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
        var states = [State](repeating: State(), count: instructions.count + 1)
        states[0].mayBeIdle = true
        for (index, instruction) in instructions.enumerated() {
            let state = states[index]
            switch instruction {
            case .run(let statement), .runAndSet(let statement, _, _):
                let after =
                    switch effect(of: statements[statement]) {
                    case .opens: State(firstOpen: state.firstOpen ?? (state.mayBeIdle ? statement : nil))
                    case .closes: State(mayBeIdle: state.isReachable)
                    case .none: state
                    }
                states[index + 1].formUnion(after)
            case .branch(_, _, let otherwise):
                states[index + 1].formUnion(state)
                states[otherwise].formUnion(state)
            case .jump(let target):
                states[target].formUnion(state)
            }
        }
        if let open = states[instructions.count].firstOpen {
            throw ScriptError(
                place: statements[open].place, message: "the script can end inside the transaction begun here",
                remedy: "commit or roll back on every way through it")
        }
    }
}
