/// A cell whose schedules several machines have run: what one machine would have said of it.
public struct SharedCell {
    /// What each machine says, in the order of the schedules.
    private let shares: [CellResult]

    /// Puts the shares of one cell together.
    public init(_ shares: [CellResult]) {
        self.shares = shares.sorted { $0.share?.first ?? 0 < $1.share?.first ?? 0 }
    }

    /// The result. Of several failures that of the lowest schedule counts, and counts stop there.
    ///
    /// There is no `digest`: it is a hash of all histories, one behind the other.
    public var result: CellResult {
        if let end = shares.firstIndex(where: \.endsCell) { return sum(shares[...end], as: shares[end]) }
        if let known = shares.first(where: { $0.known == true }) { return sum(shares[...], as: known) }
        guard let first = shares.first(where: { $0.cutShort != nil }) ?? shares.first else {
            preconditionFailure("a cell has one share at least")
        }
        var result = sum(shares[...], as: first)
        if result.cutShort != nil {
            result.cutShort = CutShort(planned: first.share?.of)
            result.verdict = .inconclusive
            result.because = CellResult.stopped(after: result.schedules, of: first.share?.of)
        } else if result.hazards > 0 {
            (result.verdict, result.because) = (.sampled, nil)
        } else if result.verdict == .inconclusive {
            result.because = CellResult.neverHappened(in: result.schedules + result.pruned)
        }
        return result
    }

    private func sum(_ counted: ArraySlice<CellResult>, as base: CellResult) -> CellResult {
        var result = base
        result.share = nil
        result.expectedProperty = nil
        result.digest = nil
        result.schedules = counted.reduce(0) { $0 + $1.schedules }
        result.pruned = counted.reduce(0) { $0 + $1.pruned }
        result.hazards = counted.reduce(0) { $0 + $1.hazards }
        result.statements = counted.reduce(0) { $0 + $1.statements }
        let refused = counted.reduce(0) { $0 + ($1.refused ?? 0) }
        result.refused = refused > 0 ? refused : nil
        result.waits = counted.contains { $0.waits != nil } ? counted.reduce(0) { $0 + ($1.waits ?? 0) } : nil
        // They ran side by side.
        result.seconds = shares.map(\.seconds).max() ?? 0
        return result
    }
}

extension CellResult {
    /// Whether one machine would have ended the cell here: at a failure, or at a schedule that came to no verdict.
    fileprivate var endsCell: Bool {
        if known == true || cutShort != nil || verdict == .skipped { return false }
        return verdict == .violated || counterexample != nil || schedules + pruned < share?.count ?? 0
    }

    /// Says that a budget has ended a cell.
    static func stopped(after run: Int, of total: Int?) -> String {
        "the budget ended after \(total.map { "\(run) of \($0.counted("schedule"))" } ?? run.counted("schedule")), "
            + "and none failed: give a longer --budget, or fewer --schedules"
    }

    /// Says that no schedule met the hazard.
    static func neverHappened(in schedules: Int) -> String {
        "in \(schedules.counted("schedule")) its hazard never happened: raise --schedules or the bounds"
    }
}
