/// What of a long history is shown: its beginning and its end, and how much is left out between them.
struct HistoryExcerpt {
    /// A part of what is shown.
    enum Part: Hashable {
        /// These steps, counted from 0.
        case steps(Range<Int>)
        /// So many steps that are not shown.
        case leftOut(Int)
        /// The fair phase begins: no more faults, and each worker in turn.
        case fairPhase
    }

    /// How many steps of the first phase a reader is shown; of the second, whose end says as much as all of it, a
    /// third.
    static let longest = 60

    let parts: [Part]

    /// - Parameter isFree: For each step whether it belongs to the first phase.
    init(_ isFree: [Bool], longest: Int = HistoryExcerpt.longest) {
        let firstFair = isFree.firstIndex(of: false) ?? isFree.count
        var parts = Self.thinned(0..<firstFair, keeping: longest)
        if firstFair < isFree.count {
            parts.append(.fairPhase)
            parts += Self.thinned(firstFair..<isFree.count, keeping: longest / 3)
        }
        self.parts = parts
    }

    /// The steps that are shown, counted from 0.
    var steps: [Int] {
        parts.flatMap { part -> [Int] in
            if case .steps(let range) = part { Array(range) } else { [] }
        }
    }

    /// How many are not.
    var leftOut: Int {
        parts.reduce(0) { sum, part in
            if case .leftOut(let count) = part { sum + count } else { sum }
        }
    }

    private static func thinned(_ indices: Range<Int>, keeping most: Int) -> [Part] {
        guard indices.count > most else { return indices.isEmpty ? [] : [.steps(indices)] }
        let head = indices.prefix(most / 3)
        let tail = indices.suffix(most - most / 3 - 1)
        return [.steps(head), .leftOut(indices.count - head.count - tail.count), .steps(tail)]
    }
}
