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

extension FailurePursuit {
    /// Lets each choice change places with the next, and then lets upstream's records be others.
    ///
    /// - Returns: Nil if time ran out.
    func generality(of failure: Candidate, _ target: Target) async throws -> Generality? {
        var generality = Generality(loose: [])
        for index in failure.schedule.indices.dropLast() {
            if isOverdue { return nil }
            var schedule = failure.schedule
            schedule.swapAt(index, index + 1)
            // Equal choices change places without anybody's noticing.
            guard schedule != failure.schedule else { continue }
            if try await holds(target, schedule, failure.changes) { generality.loose.append(index + 1) }
        }
        for distance in 1...3 as ClosedRange<UInt64> {
            if isOverdue { return generality }
            let fails = try await holds(target, failure.schedule, failure.changes, seed: plan.seed &+ distance)
            generality.anyValues = (generality.anyValues ?? true) && fails
        }
        return generality
    }
}
