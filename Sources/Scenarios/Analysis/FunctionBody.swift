/// A function of a strategy's schema.
struct FunctionBody: Sendable {
    /// Its source; nil where it cannot be read, and so may do anything: another language's, or an SQL body that the
    /// server keeps parsed.
    let source: String?
    private let isPLpgSQL: Bool

    /// Takes a function as the catalogue has it.
    init(language: String, source: String) {
        self.source = ["sql", "plpgsql"].contains(language) && !source.isEmpty ? source : nil
        isPLpgSQL = language == "plpgsql"
    }

    private var words: SQLWords? { source.map(SQLWords.init) }

    /// Whether it may leave something in the session that no table shows.
    var leavesSessionState: Bool {
        guard let words else { return true }
        return words.nameSessionState || words.mentions(["execute", "listen", "dblink", "setseed"])
            || words.beginStatement(with: ["set", "reset", "load", "prepare", "deallocate", "discard"])
    }

    /// Whether it may change more of its database than rows, or could hide such a statement.
    var mayChangeCatalogue: Bool {
        guard let words else { return true }
        return words.mayChangeCatalogue || (!isPLpgSQL && words.haveIntoOfSelect)
    }

    /// Whether it asks for what no table's content shows.
    var readsSystemState: Bool { words?.readSystemState ?? true }

    /// Whether what it does may depend on the order in which rows lie.
    var readsRowOrder: Bool { source.map(RowOrder.matters(inBody:)) ?? true }
}

extension SQLWords {
    /// Whether a statement begins with one of these, by itself or in a block of PL/pgSQL.
    fileprivate func beginStatement(with any: Set<String>) -> Bool {
        all.indices.contains { index in
            guard any.contains(all[index].text) else { return false }
            return all[index].isFirst
                || (index > 0 && ["begin", "then", "else", "loop"].contains(all[index - 1].text))
        }
    }
}
