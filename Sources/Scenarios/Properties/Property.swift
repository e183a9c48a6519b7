/// What must hold, in the order in which a step that violates several is reported.
public enum Property: String, Hashable, Sendable, Codable, CaseIterable {
    /// Hard deletes only: once a deletion has been applied, the row is absent, or newer.
    case noResurrection = "no-resurrection"
    /// Once a version has been applied, the row is there at it, or newer.
    case monotonicVersions = "monotonic-versions"
    /// What the consumer accepts an ack for has been committed.
    case ackedIsDurable = "acked-is-durable"
    /// At quiescence the table is the upstream.
    case convergence
    /// Once faults stop, the consumer drains.
    case liveness

    /// The property in one line.
    public var summary: String {
        switch self {
        case .noResurrection:
            "hard deletes only: once a deletion of version v has been applied, the row is absent, or newer than v"
        case .monotonicVersions:
            "once an upsert of version v has been applied, the row is there at v or newer"
        case .ackedIsDurable:
            "when the consumer accepts an ack of version v, committed state already reflects v or newer"
        case .convergence:
            "at quiescence the table is the upstream: every row, every column, no row more"
        case .liveness:
            "once faults stop, the consumer drains within the bound"
        }
    }
}

/// A property that did not hold.
public struct Violation: Hashable, Sendable, Codable {
    /// Which.
    public var property: Property
    /// The step after which it showed: the number of the choice, from 1.
    public var step: Int
    /// The record concerned, by letter; nil for the whole table.
    public var record: String?
    /// Why, in a sentence with observed values.
    public var because: String
}
