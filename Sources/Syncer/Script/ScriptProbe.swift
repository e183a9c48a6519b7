import Postgres

/// Tries a script's statements on a real session and decides how each is sent.
struct ScriptProbe {
    let probe: StatementProbe
    let samples: SampleValues
    /// The script as it is known so far.
    private(set) var script: Script
    /// Statements that were not run and may have created what a later one names.
    private(set) var unseen: [String]

    init(_ script: Script, samples: SampleValues, probe: StatementProbe, unseen: [String] = []) {
        self.script = script
        self.unseen = unseen
        self.samples = samples
        self.probe = probe
    }

    mutating func run() async throws {
        let conditional = script.conditionalStatements
        for index in script.statements.indices {
            let statement = script.statements[index]
            switch StatementKind(of: statement) {
            case .query: script.statements[index].sending = try await sending(of: statement)
            case .definition where !conditional.contains(index) || statement.words.first == "create":
                try await define(statement)
            case .definition, .other:
                try await read(statement)
            }
        }
    }

    private mutating func sending(of statement: ScriptStatement) async throws -> ScriptStatement.Sending {
        if statement.isFixed {
            let sql = Rendering(parametersOf: statement.template).sql
            if try await probe.objectionToPreparing(sql) == nil { return .parameters(sql: sql) }
        }
        let rendering = try literals(of: statement)
        if let objection = try await probe.objectionToPreparing(rendering.sql) {
            try judge(objection, statement, rendering)
        } else {
            try await warnOfNulls(statement)
        }
        return .literals
    }

    private mutating func define(_ statement: ScriptStatement) async throws {
        let rendering = try literals(of: statement)
        guard let objection = try await probe.objectionToRunning(rendering.sql) else { return }
        unseen.append(rendering.sql.lowercased())
        // Two branches may create the same thing, and some statements must stand outside a transaction.
        let isExpected = ["42P07", "42710", "42P06", "42723", "25001", "25P01"].contains(objection.sqlState.rawValue)
        if !isExpected { try judge(objection, statement, rendering) }
    }

    private mutating func read(_ statement: ScriptStatement) async throws {
        let rendering = try literals(of: statement)
        unseen.append(rendering.sql.lowercased())
        if let objection = try await probe.objectionToReading(rendering.sql) {
            try judge(objection, statement, rendering)
        }
    }

    private func literals(of statement: ScriptStatement) throws(ScriptError) -> Rendering {
        try Rendering(statement.template, variables: samples.variables(for: statement.references))
    }

    /// Throws what Postgres said, unless the samples may be the cause.
    private func judge(
        _ objection: PostgresError, _ statement: ScriptStatement, _ rendering: Rendering
    ) throws(ScriptError) {
        // What was sent as it stands is at fault, whatever the values are.
        let left = statement.references.filter(isLeftAsItIs)
        if let place = objection.position.flatMap(rendering.place),
            let culprit = left.first(where: { $0.place == place })
        {
            throw statement.error(objection, rendering, leftAsTheyAre: [culprit])
        }
        // Data exceptions: a sample is no proper value there.
        if objection.sqlState.rawValue.hasPrefix("22") { return }
        // A spliced value may be anything.
        if statement.references.contains(where: isSplicedValue) { return }
        // Made by a statement that was not run.
        if objection.sqlState.rawValue == "42P01" || objection.sqlState.rawValue == "42703",
            let name = objection.quotedName, unseen.contains(where: { $0.contains(name) })
        {
            return
        }
        if ["42601", "42703", "42883"].contains(objection.sqlState.rawValue),
            let place = objection.position.flatMap(rendering.place),
            let foreign = ForeignPlaceholder(in: statement, at: place)
        {
            throw foreign.error
        }
        throw statement.error(objection, rendering, leftAsTheyAre: left)
    }

    private func isSplicedValue(_ reference: Reference) -> Bool {
        switch reference.form {
        case .splice: !isLeftAsItIs(reference)
        case .identifier: true
        case .literal, .defined: false
        }
    }

    private func isLeftAsItIs(_ reference: Reference) -> Bool {
        reference.form == .splice && !samples.isKnown(reference.name) && !script.maySet(reference.name)
            && !script.testedNames.contains(reference.name)
    }

    /// `timestamptz :'x'` works as a literal, until the value is NULL.
    private mutating func warnOfNulls(_ statement: ScriptStatement) async throws {
        let nullable = statement.references.filter { $0.form == .literal && samples.nullable.contains($0.name) }
        guard let first = nullable.first else { return }
        let variables = samples.variables(for: statement.references, nulls: true)
        let sql = try Rendering(statement.template, variables: variables).sql
        // A syntax error, or `timestamptz` taken for a column's name.
        guard try await probe.objectionToPreparing(sql)?.sqlState.rawValue.hasPrefix("42") == true else { return }
        script.warnings.append(
            ScriptWarning(
                place: first.place,
                message: "\(first.spelling) may be null, which Postgres does not take here; a cast behind it does"))
    }
}

extension Script {
    /// The statements that do not run on every way through the script.
    var conditionalStatements: Set<Int> {
        var conditional: Set<Int> = []
        var end = 0
        for (index, instruction) in instructions.enumerated() {
            switch instruction {
            case .branch(_, _, let target), .jump(let target): end = max(end, target)
            case .run(let statement), .runAndSet(let statement, _, _):
                if index < end { conditional.insert(statement) }
            }
        }
        return conditional
    }

    /// Whether a `\gset` may set this name: its prefix is how the name starts.
    func maySet(_ name: String) -> Bool {
        instructions.contains { instruction in
            guard case .runAndSet(_, let prefix, _) = instruction else { return false }
            return name.hasPrefix(prefix.leadingText)
        }
    }
}
