/// Finds what the author meant to write.
package enum Suggestion {
    /// The candidate that is a likely misspelling away, if there is one.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        // A word may be as long as a file.
        let scored = candidates.filter { abs($0.count - word.count) <= 3 }
            .map { (distance(word.lowercased(), $0.lowercased()), $0) }
        guard let best = scored.min(by: { $0.0 < $1.0 }), best.0 <= max(1, min(3, word.count / 3)) else { return nil }
        return best.1
    }

    /// "did you mean …", or the list of what may stand there.
    package static func remedy(for word: String, among candidates: [String]) -> String {
        if let nearest = nearest(to: word, among: candidates) { return "did you mean '\(nearest)'?" }
        return "use one of \(candidates.joined(separator: ", "))"
    }

    /// How many characters must be added, dropped, replaced, or swapped with their neighbour.
    package static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var rows = [Array(0...right.count)]
        for row in left.indices {
            var next = [row + 1]
            for column in right.indices {
                var cost = min(
                    rows[row][column] + (left[row] == right[column] ? 0 : 1), rows[row][column + 1] + 1,
                    next[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, rows[row - 1][column - 1] + 1)
                }
                next.append(cost)
            }
            rows.append(next)
        }
        return rows[left.count][right.count]
    }
}
