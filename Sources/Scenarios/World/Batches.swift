import FakeSequin

/// The batches that a worker may be given, of what can be handed out.
enum Batches {
    /// Where what comes first goes out first: one batch, in all its orders while they are few, else one and its reverse.
    static func inLine(_ batch: [Deliverable]) -> [[Deliverable]] {
        switch batch.count {
        case 0: []
        case 1: [batch]
        case 2: [batch, [batch[1], batch[0]]]
        case 3: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].map { $0.map { batch[$0] } }
        default: [batch, batch.reversed()]
        }
    }

    /// Where anything may go out next: every batch of any of them, in any order, the shortest first.
    static func inNoOrder(_ items: [Deliverable], size: Int) -> [[Deliverable]] {
        var longest: [[Deliverable]] = [[]]
        var batches: [[Deliverable]] = []
        for _ in 0..<max(size, 0) {
            longest = longest.flatMap { batch in
                items.filter { !batch.contains($0) }.map { batch + [$0] }
            }
            batches += longest
        }
        return batches
    }

    /// Where there are several lines, and what comes first in any of them may go out next: every batch that takes each line
    /// from its beginning.
    ///
    /// - Parameter line: Which line something stands in.
    static func inLines(_ items: [Deliverable], size: Int, by line: (Deliverable) -> String) -> [[Deliverable]] {
        let lines = items.map(line)
        var longest: [[Int]] = [[]]
        var batches: [[Int]] = []
        for _ in 0..<max(size, 0) {
            longest = longest.flatMap { batch in
                items.indices.filter { index in
                    !batch.contains(index)
                        && items[..<index].indices.allSatisfy { lines[$0] != lines[index] || batch.contains($0) }
                }.map { batch + [$0] }
            }
            batches += longest
        }
        return batches.map { $0.map { items[$0] } }
    }
}
