/// Which schedules of a cell were given to one machine, where several share it.
public struct ScheduleRange: Hashable, Sendable, Codable {
    /// The first, from 1.
    public var first: Int
    /// The last.
    public var last: Int
    /// How many the cell has.
    public var of: Int

    /// How many they are.
    var count: Int { last - first + 1 }

    /// The schedules of a share of a cell.
    ///
    /// - Returns: Nil where there are fewer schedules than shares, and this one has none.
    public init?(_ share: Shard, of total: Int) {
        let range = share.schedules(of: total)
        guard !range.isEmpty else { return nil }
        (first, last, of) = (range.lowerBound + 1, range.upperBound, total)
    }
}
