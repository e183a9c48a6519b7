/// How long a program is waited for that neither asks for anything nor ends.
///
/// One that sleeps has done what it had to do, and waits for what never comes. One that works, such as one that starts, may
/// take longer, and the more so where others keep it from the processor.
struct Patience: Hashable, Sendable {
    /// How long it may sleep.
    let limit: Duration

    /// How much longer one may take that works all the time.
    private static let forWork = 6

    /// The limit that a program has exceeded; nil if none.
    ///
    /// - Parameters:
    ///   - passed: The real time for which it has been waited for.
    ///   - busy: In how much of it a thread ran, or waited for a processor.
    func exceeded(after passed: Duration, busy: Duration) -> Duration? {
        if passed - busy >= limit { return limit }
        return passed >= limit * Self.forWork ? limit * Self.forWork : nil
    }
}
