/// A template as it was sent, piece by piece, so that a position in the text leads back to the script.
struct Rendering: Sendable {
    private(set) var parts: [(text: String, piece: Template.Piece)] = []

    /// The text.
    var sql: String { parts.map(\.text).joined() }

    /// With values in it, as psql does it.
    init(_ template: Template, variables: Variables) throws(ScriptError) {
        for piece in template.pieces { parts.append((try piece.expanded(variables), piece)) }
    }

    /// With `$1`… for the values.
    ///
    /// A parameter keeps its distance from letters and digits: `:'x'5` shall not become `$15`.
    init(parametersOf template: Template) {
        var count = 0
        for (index, piece) in template.pieces.enumerated() {
            switch piece {
            case .text(let text, _), .bound(let text, _): parts.append((text, piece))
            case .variable:
                count += 1
                let before = parts.last?.text.utf8.last
                let after = index + 1 < template.pieces.count ? template.pieces[index + 1].firstByte : nil
                parts.append(
                    (
                        (before?.touchesParameter == true ? " $" : "$") + "\(count)"
                            + (after?.touchesParameter == true ? " " : ""), piece
                    ))
            }
        }
    }

    /// Whether this is what was sent.
    func matches(_ sql: String) -> Bool { self.sql == sql }

    /// Where the character at `position`, from 1, stands in the script.
    func place(of position: Int) -> Place? {
        var left = position - 1
        for part in parts {
            let length = part.text.unicodeScalars.count
            guard left >= length else { return part.piece.place(of: left, in: part.text) }
            left -= length
        }
        // At the end of the text: Postgres missed something there.
        guard left == 0, let last = parts.last else { return nil }
        return last.piece.place(of: last.text.unicodeScalars.count, in: last.text)
    }
}

extension Template.Piece {
    fileprivate var firstByte: UInt8? {
        switch self {
        case .text(let text, _), .bound(let text, _): text.utf8.first
        // The `$` of another parameter.
        case .variable: .dollar
        }
    }

    fileprivate func place(of offset: Int, in text: String) -> Place {
        switch self {
        case .bound(_, let reference), .variable(let reference): return reference.place
        case .text(_, var place):
            for scalar in text.unicodeScalars.prefix(offset) {
                if scalar == "\n" {
                    place.line += 1
                    place.column = 1
                } else {
                    place.column += 1
                }
            }
            return place
        }
    }
}

extension UInt8 {
    fileprivate var touchesParameter: Bool { continuesIdentifier || self == UInt8(ascii: "&") }
}
