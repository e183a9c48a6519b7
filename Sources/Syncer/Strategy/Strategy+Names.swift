import Sequin

extension Strategy {
    /// Finds mentions of variables that no delivery has, before the first one fails on them.
    ///
    /// A script that tests a name with `:{?name}` knows what it does, and a column of a `\gset` may have any name
    /// that starts with its prefix.
    ///
    /// - Parameter columns: Columns that are no fields since no script mentions them, to suggest.
    func checkNames(meaning columns: [String] = []) throws(StrategyError) {
        try checkPayloadNames(meaning: columns)
        let tables = namesTables ? ["table_schema", "table_name"] : []
        for (script, isBatch) in [(upsert, false), (delete, false), (batch, true), (session, nil)] as [(Script?, Bool?)]
        {
            guard let script else { continue }
            for route in routes {
                let fields = RecordVariables.names + route.collection.fields.map(\.name) + DeliveryVariables.names
                let batch = BatchVariables.names(of: route.collection)
                let known = isBatch.map { ($0 ? batch : fields) + tables } ?? []
                do {
                    try script.checkNames(known: known, route: route, columns: columns)
                } catch {
                    throw StrategyError(error, in: folder)
                }
            }
        }
    }
}

extension Script {
    func checkNames(known: [String], route: Route, columns: [String]) throws(ScriptError) {
        let tested = testedNames
        var prefixes: [String] = []
        for instruction in instructions {
            switch instruction {
            case .run(let index): try check(statements[index].references)
            case .runAndSet(let index, let prefix, _):
                try check(statements[index].references)
                prefixes.append(prefix.leadingText)
            case .branch(let condition, _, _): try check(condition.references)
            case .jump: break
            }
        }

        func check(_ references: [Reference]) throws(ScriptError) {
            for reference in references where reference.form == .literal || reference.form == .identifier {
                let name = reference.name
                if known.contains(name) || tested.contains(name) { continue }
                if prefixes.contains(where: name.hasPrefix) { continue }
                throw ScriptError(
                    place: reference.place, message: "there is no variable '\(name)'",
                    remedy: route.remedy(forUnknown: name, among: known + columns))
            }
        }
    }

    /// The names that the script asks for with `:{?name}`, so that it knows what to do without them.
    var testedNames: Set<String> { Set(references.filter { $0.form == .defined }.map(\.name)) }

    /// All mentions of variables.
    var references: [Reference] {
        statements.flatMap(\.references)
            + instructions.flatMap { instruction -> [Reference] in
                switch instruction {
                case .branch(let condition, _, _): condition.references
                case .runAndSet(_, let prefix, _): prefix.references
                case .run, .jump: []
                }
            }
    }
}

extension Template {
    /// The text before the first variable.
    var leadingText: String {
        var text = ""
        for piece in pieces {
            guard case .text(let part, _) = piece else { break }
            text += part
        }
        return text
    }
}
