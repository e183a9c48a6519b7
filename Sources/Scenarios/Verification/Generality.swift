/// What a shrunk failure does not depend on, found out by running it otherwise.
public struct Generality: Hashable, Sendable, Codable {
    /// The choices, from 1, that may as well come after the next one.
    public var loose: [Int]
    /// Whether it fails as well with other contents, times and gaps between versions; nil where that was not
    /// tried, and where it cannot be told: Postgres refused values.
    public var anyValues: Bool?

    enum CodingKeys: String, CodingKey {
        case loose
        case anyValues = "any_values"
    }
}

extension Generality {
    /// Lets each choice change places with the next, and then lets upstream's records be others.
    ///
    /// - Returns: Nil if time ran out, and where each run costs too much.
    static func find(
        of failure: Candidate, _ target: ShrinkTarget, by runner: CandidateRunner
    ) async throws -> Generality? {
        var generality = Generality(loose: [])
        for index in failure.schedule.indices.dropLast() {
            if runner.isOverdue || runner.isCostly { return nil }
            var swapped = failure
            swapped.schedule.swapAt(index, index + 1)
            // Equal choices change places without a difference.
            guard swapped.schedule != failure.schedule else { continue }
            if try await runner.hits(target, swapped) { generality.loose.append(index + 1) }
        }
        generality.anyValues = try await anyValues(failure, target, by: runner)
        return generality
    }

    /// How many other contents are tried.
    package static let otherSeeds = 3
    /// Of how many seeds they may be.
    private static let mostSeeds: UInt64 = 12

    /// - Returns: Nil if time ran out, where there are no other contents, and where it is values that Postgres refuses.
    private static func anyValues(
        _ failure: Candidate, _ target: ShrinkTarget, by runner: CandidateRunner
    ) async throws -> Bool? {
        var known = [runner.contents(of: failure, seed: runner.plan.seed)]
        var seed = runner.plan.seed
        while known.count <= otherSeeds {
            seed &+= 1
            guard !runner.isOverdue, seed &- runner.plan.seed <= mostSeeds else { return nil }
            let contents = runner.contents(of: failure, seed: seed)
            guard !known.contains(contents) else { continue }
            known.append(contents)
            guard let outcome = try await runner.run(failure, seed: seed), target.isHit(by: outcome),
                outcome.schedule == failure.schedule
            else { return false }
            if outcome.refusals > 0 { return nil }
        }
        return true
    }
}
