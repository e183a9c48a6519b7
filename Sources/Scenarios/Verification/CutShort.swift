/// That a budget has ended a cell before all of it was run.
public struct CutShort: Hashable, Sendable, Codable {
    /// How many schedules it was to run; nil where that is not known beforehand.
    public var planned: Int?

    /// Says how many schedules were planned.
    public init(planned: Int?) { self.planned = planned }
}
