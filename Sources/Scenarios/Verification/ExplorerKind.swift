import Simulation

/// How schedules are chosen.
public enum ExplorerKind: String, Sendable, CaseIterable {
    /// A fixed number of schedules, drawn from the seed.
    case random
    /// A fixed number of schedules, by random priorities that change a few times.
    case pct
    /// Every schedule within the bounds.
    case exhaustive

    /// Whether it draws a number of schedules that the caller names, instead of running all that there are.
    package var drawsSchedules: Bool {
        switch self {
        case .random, .pct: true
        case .exhaustive: false
        }
    }

    /// Whether several machines can share the schedules of a cell: what one does not depend on those before it.
    public var sharesCells: Bool { self == .random }

    /// An explorer of this kind.
    ///
    /// - Parameters:
    ///   - settings: What was asked for.
    ///   - limit: How many schedules to draw, for kinds that draw them.
    func make(_ settings: VerificationSettings, limit: Int) -> any Explorer<Choice> {
        switch self {
        case .random:
            RandomExplorer<Choice>(seed: settings.seed, schedules: settings.share?.schedules(of: limit) ?? 0..<limit)
        case .pct: PCTExplorer<Choice>(seed: settings.seed, limit: limit, depth: settings.depth)
        case .exhaustive:
            ExhaustiveExplorer<Choice>(
                reduces: settings.reduces, preemptionBound: settings.preemptions, auditEvery: settings.auditEvery,
                stack: settings.resume?.branches)
        }
    }
}
