/// How far a cell is.
public struct CellProgress: Sendable {
    /// Schedules that were run, those that were cut short included.
    public var schedules: Int
    /// Schedules to run in all; nil where that is not known.
    public var total: Int?
    /// Subtrees that wait to be explored; nil where there are none.
    public var pending: Int?
}
