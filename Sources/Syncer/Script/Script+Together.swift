extension Script {
    /// The statements, from an instruction on, that may be sent at once: nothing between them is decided by what one
    /// returned, and they belong to one transaction, so that the first error ends them all on the server too.
    ///
    /// What ends a transaction is sent by itself: before a commit goes out, the worker looks at its deadline.
    func together(from first: Int, isInTransaction: Bool) -> [Int] {
        var group: [Int] = []
        var isInTransaction = isInTransaction
        for instruction in instructions[first...] {
            guard case .run(let index) = instruction else { break }
            let statement = statements[index]
            let opens = TransactionPaths.effect(of: statement) == .opens
            let isPart = !statement.mayEndTransaction && (opens ? !isInTransaction : isInTransaction)
            guard isPart else { return group.isEmpty ? [index] : group }
            isInTransaction = true
            group.append(index)
        }
        return group
    }
}

extension ScriptStatement {
    /// Whether it ends a transaction, or a part of one.
    fileprivate var mayEndTransaction: Bool {
        ["commit", "end", "rollback", "abort", "prepare"].contains(words.first)
    }
}
