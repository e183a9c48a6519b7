/// What a shrunk failure does not depend on, found out by running it otherwise.
public struct Generality: Hashable, Sendable, Codable {
    /// The choices, from 1, that may as well come after the next one.
    public var loose: [Int]
    /// Whether it fails as well with other contents, times and gaps between versions; nil if time ran out before that was tried.
    public var anyValues: Bool?

    enum CodingKeys: String, CodingKey {
        case loose
        case anyValues = "any_values"
    }
}

extension Generality {
    /// Lets each choice change places with the next, and then lets upstream's records be others.
    ///
    /// - Returns: Nil if time ran out.
    static func find(
        of failure: Candidate, _ target: ShrinkTarget, by runner: CandidateRunner
    ) async throws -> Generality? {
        var generality = Generality(loose: [])
        for index in failure.schedule.indices.dropLast() {
            if runner.isOverdue { return nil }
            var swapped = failure
            swapped.schedule.swapAt(index, index + 1)
            // Equal choices change places without a difference.
            guard swapped.schedule != failure.schedule else { continue }
            if try await runner.hits(target, swapped) { generality.loose.append(index + 1) }
        }
        for distance in 1...3 as ClosedRange<UInt64> {
            if runner.isOverdue { return generality }
            let fails = try await runner.hits(target, failure, seed: runner.plan.seed &+ distance)
            generality.anyValues = (generality.anyValues ?? true) && fails
        }
        return generality
    }
}
