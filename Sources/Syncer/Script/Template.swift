/// A text with variables in it: a statement, a condition, a prefix.
struct Template: Hashable, Sendable {
    enum Piece: Hashable, Sendable {
        /// Text of the script itself.
        case text(String, Place)
        /// A mention of a variable whose value is known since the script was bound: what replaces it.
        case bound(String, Reference)
        /// A mention of a variable.
        case variable(Reference)
    }

    var pieces: [Piece] = []

    /// The variables mentioned, in order.
    var references: [Reference] {
        pieces.compactMap { if case .variable(let reference) = $0 { reference } else { nil } }
    }

    /// The text that psql would send.
    func expanded(_ variables: Variables) throws(ScriptError) -> String {
        var result = ""
        for piece in pieces { result += try piece.expanded(variables) }
        return result
    }

    /// The same with the variables that have a value in `constants` replaced by it.
    func binding(_ constants: Variables) throws(ScriptError) -> Template {
        var result = Template()
        for piece in pieces {
            if case .variable(let reference) = piece, constants.isDefined(reference.name) {
                result.pieces.append(.bound(try constants.expansion(of: reference), reference))
            } else {
                result.pieces.append(piece)
            }
        }
        return result
    }
}

extension Template.Piece {
    func expanded(_ variables: Variables) throws(ScriptError) -> String {
        switch self {
        case .text(let text, _), .bound(let text, _): text
        case .variable(let reference): try variables.expansion(of: reference)
        }
    }
}
