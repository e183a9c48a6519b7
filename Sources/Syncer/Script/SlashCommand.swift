/// A backslash command as psql reads it (`psqlscanslash.l`): a name, and arguments up to the end of the line or the
/// next backslash.
struct SlashCommand {
    var name: String
    var place: Place
    var arguments: [Template]
}

extension Lexer {
    /// Reads the command whose backslash has just been read.
    mutating func slashCommand() throws(ScriptError) -> SlashCommand {
        let place = lines.place(at: position - 1)
        let start = position
        while let next = byte(position), !next.isSpace, next != .backslash { position += 1 }
        // `\\` alone and `\;` are commands of one character.
        if position == start, byte(position) == .backslash { position += 1 }
        let name = text(start..<position)
        guard SlashCommandName(rawValue: name) != nil else {
            return SlashCommand(name: name, place: place, arguments: [])
        }
        var arguments: [Template] = []
        while let argument = try slashArgument() { arguments.append(argument) }
        // psql's `\\` separates a command from SQL on the same line.
        if byte(position) == .backslash, byte(position + 1) == .backslash { position += 2 }
        return SlashCommand(name: name, place: place, arguments: arguments)
    }

    private mutating func slashArgument() throws(ScriptError) -> Template? {
        while let next = byte(position), next.isHorizontalSpace || next == 0x0D { position += 1 }
        var argument = SlashArgument(place: lines.place(at: position))
        while let next = byte(position), !next.isSpace, next != .backslash {
            switch next {
            case .quote: argument.append(try quotedArgument())
            case .doubleQuote: argument.append(try doubleQuotedArgument())
            case UInt8(ascii: "`"):
                throw error(
                    at: position, "commands between backquotes are not run",
                    remedy: "compute the value in SQL, with \\gset")
            case .colon:
                if let found = reference(at: position) {
                    argument.append(
                        Reference(form: found.form, name: found.name, place: lines.place(at: position)))
                    position = found.end
                } else {
                    argument.append(":")
                    position += 1
                }
            default:
                let start = position
                while let next = byte(position), !next.isSpace, !Self.stopsArgument.contains(next) { position += 1 }
                argument.append(text(start..<position))
            }
        }
        return argument.template
    }

    private static let stopsArgument: [UInt8] = [.backslash, .quote, .doubleQuote, .colon, UInt8(ascii: "`")]

    /// `'…'` in an argument, with psql's escapes.
    private mutating func quotedArgument() throws(ScriptError) -> String {
        let start = position
        var value: [UInt8] = []
        position += 1
        while let next = byte(position), next != .newline {
            position += 1
            if next == .quote {
                guard byte(position) == .quote else { return String(decoding: value, as: UTF8.self) }
                position += 1
                value.append(.quote)
            } else if next == .backslash, let escaped = byte(position), escaped != .newline {
                position += 1
                value.append(numericEscape(after: escaped) ?? Self.escapes[escaped] ?? escaped)
            } else {
                value.append(next)
            }
        }
        throw error(at: start, "this quoted argument never ends", remedy: "close it with ' on the same line")
    }

    /// psql's `\101` and `\x41`: one to three octal, one or two hexadecimal digits, of which the first byte is read.
    private mutating func numericEscape(after first: UInt8) -> UInt8? {
        let isHexadecimal = first == UInt8(ascii: "x")
        let start = isHexadecimal ? position : position - 1
        let end = min(start + (isHexadecimal ? 2 : 3), bytes.count)
        let digits = bytes[start..<end].prefix { isHexadecimal ? $0.isHexadecimalDigit : $0.isOctalDigit }
        guard let value = Int(String(decoding: digits, as: UTF8.self), radix: isHexadecimal ? 16 : 8) else {
            return nil
        }
        position = start + digits.count
        return UInt8(truncatingIfNeeded: value)
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "b"): 0x08, UInt8(ascii: "r"): 0x0D,
        UInt8(ascii: "f"): 0x0C,
    ]

    /// `"…"` in an argument: psql keeps the quotes.
    private mutating func doubleQuotedArgument() throws(ScriptError) -> String {
        let start = position
        position += 1
        while let next = byte(position), next != .newline {
            position += 1
            if next == .doubleQuote { return text(start..<position) }
        }
        throw error(at: start, "this quoted argument never ends", remedy: "close it with \" on the same line")
    }
}

/// The commands that scripts may use.
enum SlashCommandName: String, CaseIterable {
    case gset, `if`, elif, `else`, endif
}

/// One argument while it is read; an argument may be empty (`''`), which is not the same as none.
private struct SlashArgument {
    let place: Place
    private(set) var template: Template?

    init(place: Place) { self.place = place }

    mutating func append(_ text: String) { append(.text(text, place)) }
    mutating func append(_ reference: Reference) { append(.variable(reference)) }

    private mutating func append(_ piece: Template.Piece) {
        var template = self.template ?? Template()
        template.pieces.append(piece)
        self.template = template
    }
}
