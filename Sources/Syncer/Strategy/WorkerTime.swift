/// Which time a program's clocks and timers go by, as `strategy.yml` says with `time:`.
public enum WorkerTime: String, Hashable, Sendable, CaseIterable {
    /// That of the machine, of which a schedule takes milliseconds.
    case real
    /// That of the schedule, in which its timers fire.
    case virtual
}
