extension Script {
    /// The same script with the variables that have a value in `constants` replaced by it, once and for all.
    func binding(_ constants: Variables) throws(ScriptError) -> Script {
        var script = self
        for index in statements.indices { script.statements[index] = try statements[index].binding(constants) }
        for index in instructions.indices {
            switch instructions[index] {
            case .branch(let condition, let place, let otherwise):
                script.instructions[index] = .branch(
                    try condition.binding(constants), place: place, otherwise: otherwise)
            case .runAndSet(let statement, let prefix, let place):
                script.instructions[index] = .runAndSet(
                    statement, prefix: try prefix.binding(constants), place: place)
            case .run, .jump: break
            }
        }
        return script
    }
}

extension ScriptStatement {
    fileprivate func binding(_ constants: Variables) throws(ScriptError) -> ScriptStatement {
        var statement = self
        statement.template = try template.binding(constants)
        statement.references = statement.template.references
        return statement
    }
}
