/// What a check of one strategy under one scenario concluded.
public enum Verdict: String, Hashable, Sendable, Codable {
    /// Holds in every interleaving within the bounds.
    case exhausted
    /// Held in every schedule that was run.
    case sampled
    /// Does not hold.
    case violated
    /// Says nothing: cut short, the environment failed, or the hazard never happened.
    case inconclusive
    /// Cannot run here.
    case skipped

    /// Whether it counts as a pass.
    public var holds: Bool { self == .exhausted || self == .sampled }
}
