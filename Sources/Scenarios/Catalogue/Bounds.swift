/// How large a world may get while its choices are free.
public struct Bounds: Hashable, Sendable, Codable {
    /// Workers at work at once.
    public var workers: Int
    /// Records upstream.
    public var records: Int
    /// Upstream changes, creations included.
    public var changes: Int
    /// Moves of the clock to the next expiry.
    public var clock: Int
    /// Faults.
    public var faults: Int

    /// Creates bounds.
    public init(workers: Int, records: Int, changes: Int, clock: Int = 0, faults: Int = 0) {
        self.workers = workers
        self.records = records
        self.changes = changes
        self.clock = clock
        self.faults = faults
    }
}
