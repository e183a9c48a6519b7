extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }

    func rightAligned(to width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - count)) + self }

    /// The text with a capital letter at its beginning.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

    /// Cut to a width, saying so with an ellipsis.
    func cut(to width: Int, _ style: TextStyle) -> String {
        guard count > width else { return self }
        let mark = style.words("…")
        return String(prefix(Swift.max(0, width - mark.count))) + mark
    }
}
