extension Script {
    /// The statements as they were written, variables and all, in the order of the file.
    public var statementTexts: [String] { statements.map(\.template.spelling) }
}

extension Template {
    /// The text as it was written.
    var spelling: String {
        pieces.map { piece in
            switch piece {
            case .text(let text, _): text
            case .bound(_, let reference), .variable(let reference): reference.spelling
            }
        }.joined()
    }
}
