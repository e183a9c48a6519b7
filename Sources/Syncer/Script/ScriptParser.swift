/// Reads a script into statements and instructions.
struct ScriptParser {
    private var lexer: Lexer
    private var builder = StatementBuilder()
    private var blocks: [Block] = []
    private(set) var statements: [ScriptStatement] = []
    private(set) var instructions: [Instruction] = []
    private(set) var warnings: [ScriptWarning] = []
    private var realTime = RealTimeWatch()

    /// An open `\if`.
    private struct Block {
        let place: Place
        /// The branch whose jump is not known yet.
        var openBranch: Int?
        /// The jumps from the ends of branches to `\endif`.
        var exits: [Int] = []
        var hasElse = false
    }

    /// How deep `\if` may nest.
    static let maximumDepth = 64

    init(text: String, file: String) { lexer = Lexer(text: text, file: file) }

    mutating func parse() throws(ScriptError) {
        lexer.startStatement()
        while true {
            let token = try lexer.next()
            switch token.kind {
            case .end:
                try finishStatement()
                if let block = blocks.last {
                    throw ScriptError(place: block.place, message: "this \\if has no \\endif", remedy: "add \\endif")
                }
                return
            case .semicolon: try finishStatement()
            case .backslash: try command(try lexer.slashCommand())
            default:
                builder.append(token, from: lexer)
                if let warning = realTime.note(token, in: lexer) { warnings.append(warning) }
            }
        }
    }

    private mutating func finishStatement() throws(ScriptError) {
        lexer.startStatement()
        guard let statement = builder.finish(from: lexer) else { return }
        // It would be taken for one of the parameters that values are sent as. Function bodies have their own.
        if let place = statement.dollarNumber, StatementKind(of: statement) == .query {
            throw ScriptError(
                place: place, message: "there are no numbered parameters in psql", remedy: "write :'name'")
        }
        instructions.append(.run(statements.count))
        statements.append(statement)
    }

    private mutating func command(_ command: SlashCommand) throws(ScriptError) {
        guard let name = SlashCommandName(rawValue: command.name) else { throw unknown(command) }
        if name != .gset, !builder.isEmpty {
            throw ScriptError(
                place: command.place, message: "\\\(name) stands inside a statement",
                remedy: "end the statement before it with ;")
        }
        switch name {
        case .gset: try gset(command)
        case .if:
            guard blocks.count < Self.maximumDepth else {
                throw ScriptError(
                    place: command.place, message: "\\if is nested more than \(Self.maximumDepth) deep",
                    remedy: "write fewer levels")
            }
            blocks.append(Block(place: command.place, openBranch: instructions.count))
            instructions.append(.branch(try condition(command), place: command.place, otherwise: 0))
        case .elif:
            try nextBranch(command)
            blocks[blocks.count - 1].openBranch = instructions.count
            instructions.append(.branch(try condition(command), place: command.place, otherwise: 0))
        case .else:
            try nextBranch(command)
            blocks[blocks.count - 1].hasElse = true
            ignore(command.arguments, of: command)
        case .endif:
            guard let block = blocks.popLast() else { throw noIf(command) }
            close(block.openBranch)
            for exit in block.exits { instructions[exit] = .jump(instructions.count) }
            ignore(command.arguments, of: command)
        }
    }

    private mutating func gset(_ command: SlashCommand) throws(ScriptError) {
        guard !builder.isEmpty else {
            throw ScriptError(
                place: command.place, message: "there is no statement before \\gset",
                remedy: "\\gset stands where the ; of its statement would be")
        }
        try finishStatement()
        let prefix = command.arguments.first ?? Template()
        instructions[instructions.count - 1] = .runAndSet(statements.count - 1, prefix: prefix, place: command.place)
        ignore(command.arguments.dropFirst(), of: command)
    }

    /// Ends a branch: what came before jumps to `\endif`, what was false comes here.
    private mutating func nextBranch(_ command: SlashCommand) throws(ScriptError) {
        guard let block = blocks.last else { throw noIf(command) }
        guard !block.hasElse else {
            throw ScriptError(
                place: command.place, message: "\\\(command.name) comes after \\else",
                remedy: "\\else is the last branch before \\endif")
        }
        blocks[blocks.count - 1].exits.append(instructions.count)
        instructions.append(.jump(0))
        close(block.openBranch)
        blocks[blocks.count - 1].openBranch = nil
    }

    private mutating func close(_ branch: Int?) {
        guard let branch, case .branch(let condition, let place, _) = instructions[branch] else { return }
        instructions[branch] = .branch(condition, place: place, otherwise: instructions.count)
    }

    /// psql takes all arguments, with blanks between them, for one expression.
    private func condition(_ command: SlashCommand) throws(ScriptError) -> Template {
        guard !command.arguments.isEmpty else {
            throw ScriptError(
                place: command.place, message: "\\\(command.name) has no expression",
                remedy: "write a boolean behind it, such as :name")
        }
        var condition = Template()
        for argument in command.arguments {
            if !condition.pieces.isEmpty { condition.pieces.append(.text(" ", command.place)) }
            condition.pieces += argument.pieces
        }
        return condition
    }

    /// psql ignores further arguments, with a message; so does this.
    private mutating func ignore(_ arguments: some Swift.Collection<Template>, of command: SlashCommand) {
        guard !arguments.isEmpty else { return }
        warnings.append(
            ScriptWarning(
                place: command.place,
                message: "what follows \\\(command.name) on its line is ignored; psql has no comments there"))
    }

    private func unknown(_ command: SlashCommand) -> ScriptError {
        let known = SlashCommandName.allCases.map { "\\\($0)" }.joined(separator: ", ")
        return ScriptError(
            place: command.place, message: "\\\(command.name) is not a command of strategy scripts",
            remedy: "they have \(known)")
    }

    private func noIf(_ command: SlashCommand) -> ScriptError {
        ScriptError(
            place: command.place, message: "\\\(command.name) has no \\if before it", remedy: "add \\if or remove it")
    }
}
