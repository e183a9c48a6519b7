/// Where a pipeline has its syncs: each ends the implicit transaction of the statements before it, and lets their
/// results through while later ones are still blocked.
public enum PipelineSync: Hashable, Sendable {
    /// One sync, at the end: outside of a transaction block the statements are one implicit transaction.
    case atEnd
    /// One after every statement: each is a transaction of its own.
    case afterEach
    /// After the statements at these positions, counted from 0, and at the end.
    case after(Set<Int>)

    func follows(_ index: Int, of count: Int) -> Bool {
        switch self {
        case .atEnd: index == count - 1
        case .afterEach: true
        case .after(let positions): index == count - 1 || positions.contains(index)
        }
    }
}
