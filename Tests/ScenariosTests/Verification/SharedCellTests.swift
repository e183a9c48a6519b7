import TestSupport
import Testing

@testable import Scenarios

/// What the shares of a cell come to when they are put together.
@Suite(.ownTime) struct SharedCellTests {
    /// One of four shares of a cell of 40 schedules, of which each has met the hazard three times.
    private func share(
        _ index: Int, _ verdict: Verdict = .sampled, schedules: Int = 10, hazards: Int = 3,
        change: (inout CellResult) -> Void = { _ in }
    ) throws -> CellResult {
        var result = CellResult(
            strategy: "mine", scenario: "late-ack", consumer: "fenced", explorer: "random",
            bounds: Bounds(workers: 2, records: 1, changes: 2), verdict: verdict)
        result.share = ScheduleRange(try #require(Shard("\(index)/4")), of: 40)
        (result.schedules, result.hazards, result.statements, result.seconds) = (schedules, hazards, 50, Double(index))
        change(&result)
        return result
    }

    private func violated(_ index: Int, after schedules: Int) throws -> CellResult {
        try share(index, .violated, schedules: schedules, hazards: 1) {
            $0.property = .convergence
            $0.because = "share \(index)"
            $0.firstViolationAt = (index - 1) * 10 + schedules
            $0.counterexample = .init(choices: 7, minimal: true, candidates: 60)
        }
    }

    @Test("Where none failed all count, and the time is that of the slowest")
    func sampled() throws {
        let result = SharedCell(try [3, 1, 4, 2].map { try share($0) }).result
        #expect(result.verdict == .sampled)
        #expect([result.schedules, result.hazards, result.statements] == [40, 12, 200])
        #expect(result.seconds == 4)
        #expect(result.share == nil)
    }

    @Test("The lowest schedule that failed counts, and none behind it")
    func lowestFailure() throws {
        let shares = [try share(1), try violated(4, after: 2), try violated(2, after: 5), try share(3)]
        let result = SharedCell(shares).result
        #expect(result.verdict == .violated)
        #expect(result.because == "share 2")
        #expect(result.firstViolationAt == 15)
        #expect([result.schedules, result.hazards, result.statements] == [15, 4, 100])
    }

    @Test("A schedule that came to no verdict stands before a failure behind it, as on one machine")
    func noVerdict() throws {
        let void = try share(2, .inconclusive, schedules: 4) { $0.because = "a statement never ended" }
        let result = SharedCell([try share(1), void, try violated(3, after: 1), try share(4)]).result
        #expect(result.verdict == .inconclusive)
        #expect(result.because == "a statement never ended")
        #expect(result.schedules == 14)
    }

    @Test("That one share never met the hazard says nothing; that none did says so of all")
    func hazards() throws {
        func never(_ index: Int) throws -> CellResult {
            try share(index, .inconclusive, hazards: 0) { $0.because = CellResult.neverHappened(in: 10) }
        }
        let some = SharedCell(try [never(1), share(2), never(3), never(4)]).result
        #expect(some.verdict == .sampled)
        #expect(some.because == nil)
        let none = SharedCell(try (1...4).map(never)).result
        #expect(none.verdict == .inconclusive)
        #expect(none.because == "in 40 schedules its hazard never happened: raise --schedules or the bounds")
    }

    @Test("What a budget has cut short is inconclusive, unless another share has failed")
    func cutShort() throws {
        let cut = try share(2, .inconclusive, schedules: 4) {
            $0.cutShort = CutShort(planned: 10)
            $0.because = CellResult.stopped(after: 4, of: 10)
        }
        let held = SharedCell([try share(1), cut, try share(3), try share(4)]).result
        #expect(held.verdict == .inconclusive)
        #expect(held.because?.hasPrefix("the budget ended after 34 of 40 schedules, and none failed") == true)
        #expect(held.cutShort?.planned == 40)
        let failed = SharedCell([try share(1), cut, try share(3), try violated(4, after: 3)]).result
        #expect(failed.verdict == .violated)
    }

    @Test("A known failure counts where no share has found one, and all schedules with it")
    func known() throws {
        func known(_ index: Int) throws -> CellResult {
            try share(index, .violated) { ($0.known, $0.because) = (true, "known") }
        }
        let all = SharedCell(try (1...4).map(known)).result
        #expect(all.because == "known")
        #expect(all.schedules == 40)
        let found = SharedCell(try [known(1), known(2), violated(3, after: 2), known(4)]).result
        #expect(found.because == "share 3")
        #expect(found.schedules == 22)
    }

    @Test("A cell that cannot be run is skipped by all")
    func skipped() throws {
        let shares = try (1...4).map {
            try share($0, .skipped, schedules: 0, hazards: 0) { $0.because = "no deletions" }
        }
        let result = SharedCell(shares).result
        #expect(result.verdict == .skipped)
        #expect(result.because == "no deletions")
    }
}
