import Simulation

/// How schedules are chosen.
public enum ExplorerKind: String, Sendable, CaseIterable {
    /// A fixed number of schedules, drawn from the seed.
    case random
    /// A fixed number of schedules, by random priorities that change a few times.
    case pct
    /// Every schedule within the bounds.
    case exhaustive

    /// Whether it draws as many schedules as it is asked for.
    var draws: Bool {
        switch self {
        case .random, .pct: true
        case .exhaustive: false
        }
    }

    /// An explorer of this kind.
    ///
    /// - Parameters:
    ///   - settings: What was asked for.
    ///   - limit: How many schedules to draw, for kinds that draw them.
    func make(_ settings: VerificationSettings, limit: Int) -> any Explorer<Choice> {
        switch self {
        case .random: RandomExplorer<Choice>(seed: settings.seed, limit: limit)
        case .pct: PCTExplorer<Choice>(seed: settings.seed, limit: limit, depth: settings.depth)
        case .exhaustive:
            ExhaustiveExplorer<Choice>(
                reduces: settings.reduces, preemptionBound: settings.preemptions, auditEvery: settings.auditEvery,
                stack: settings.resume?.branches)
        }
    }
}
