/// What psql's lexer tells apart; whitespace and comments lie between tokens.
package struct Token: Sendable {
    package enum Kind: Hashable, Sendable {
        /// An identifier or keyword without quotes.
        case word
        /// `"…"`.
        case quotedIdentifier
        /// `'…'`, with what continues it on later lines.
        case string
        /// `$tag$…$tag$`.
        case dollarString
        /// A number.
        case number
        /// `$1`, which is no part of a psql script's own syntax.
        case parameter
        /// A mention of a variable.
        case variable(Reference.Form, name: String)
        /// A `;` that ends a statement.
        case semicolon
        /// `(`.
        case open
        /// `)`.
        case close
        /// `\`, where a command starts.
        case backslash
        /// Any other character.
        case other
        /// The end of the text.
        case end
    }

    package var kind: Kind
    /// The token's bytes.
    package var range: Range<Int>
}
