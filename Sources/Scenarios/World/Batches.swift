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
}
