extension ContinuousClock.Instant? {
    /// Whether this end of a budget has come; nil never comes.
    var hasPassed: Bool { map { ContinuousClock.now >= $0 } ?? false }  // wall clock: --budget
}
