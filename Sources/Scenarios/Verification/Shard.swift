/// One of several parts of a command's cells, or of one cell's schedules, of which the others run elsewhere at the same time.
public struct Shard: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Which, from 1.
    public var index: Int
    /// Of how many.
    public var count: Int

    /// The most parts that there may be.
    public static let most = 1_000

    /// Reads `I/N`; nil for anything else, or where I is not among 1 to N.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let index = parts[0], let count = parts[1], (1...Self.most).contains(count),
            (1...count).contains(index)
        else { return nil }
        self.index = index
        self.count = count
    }

    private init(index: Int, count: Int) {
        self.index = index
        self.count = count
    }

    /// `I/N`.
    public var description: String { "\(index)/\(count)" }

    /// Whether a cell belongs to this part.
    ///
    /// Parts run along the diagonals of the matrix: so each has of every strategy and of every scenario, dear and
    /// cheap ones, as evenly as can be.
    public func includes(strategy: Int, scenario: Int) -> Bool { (strategy + scenario) % count == index - 1 }

    /// Where there are more parts than cells: the cell, from 0, that this part shares with others, and its share of it.
    public func sharing(cells: Int) -> (cell: Int, share: Shard)? {
        guard cells > 0, count > cells else { return nil }
        let cell = (index - 1) % cells
        return (cell, Shard(index: (index - 1) / cells + 1, count: (count - 1 - cell) / cells + 1))
    }

    /// The schedules of a cell, from 0, that belong to this share: as many for each as can be.
    func schedules(of total: Int) -> Range<Int> { total * (index - 1) / count..<total * index / count }
}
