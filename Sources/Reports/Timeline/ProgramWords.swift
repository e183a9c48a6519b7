/// What a program wrote, as a timeline shows it: the last lines that say something.
struct ProgramWords {
    private let lines: [String]

    init(_ output: [String]) {
        // A line that only points at a place in the one above says nothing without it.
        lines = output.map { line in String(line.drop(while: \.isWhitespace)) }
            .filter { $0.contains { $0.isLetter || $0.isNumber } }
    }

    /// The last lines.
    func last(_ count: Int) -> [String] { lines.suffix(count) }
}
