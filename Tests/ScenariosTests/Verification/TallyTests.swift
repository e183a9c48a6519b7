import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime) struct TallyTests {
    private func tally(_ entries: Tally.Entry...) -> Tally {
        var tally = Tally()
        for entry in entries { tally.add(entry) }
        return tally
    }

    @Test("A schedule counts once, however often it met its hazard")
    func hazards() {
        let tally = tally(.init(hazards: 3), .init(hazards: 0), .init(hazards: 1))
        #expect(tally.schedules == 3)
        #expect(tally.hazards == 2)
        #expect(tally.pruned == 0)
        #expect(tally.count == 3)
    }

    @Test("What was cut short, or was an audit, counts as left out, and its hazards do not count")
    func pruned() {
        let tally = tally(.init(hazards: 1, isPruned: true), .init(hazards: 1, isAudit: true), .init())
        #expect(tally.schedules == 1)
        #expect(tally.pruned == 2)
        #expect(tally.hazards == 0)
        #expect(tally.count == 3)
    }

    @Test("A schedule in which values were refused counts, and its hazards do not")
    func refused() {
        let tally = tally(.init(hazards: 1, refusal: "no"), .init(hazards: 2), .init(hazards: 1, refusal: "never"))
        #expect(tally.schedules == 3)
        #expect(tally.hazards == 1)
        #expect(tally.refused == 2)
        #expect(tally.refusal == "no")
    }

    @Test("Statements add up, those of schedules that were cut short included")
    func statements() {
        #expect(tally(.init(statements: 5), .init(statements: 7, isPruned: true)).statements == 12)
    }

    @Test("One schedule that reached its limit is enough, in any place")
    func limit() {
        #expect(tally(.init(reachedLimit: true), .init()).reachedLimit)
        #expect(tally(.init(), .init(reachedLimit: true)).reachedLimit)
        #expect(!tally(.init(), .init()).reachedLimit)
    }

    @Test("The digest is of all recorded histories in their order")
    func digest() {
        let whole = tally(.init(history: "a"), .init(history: "b")).digest
        #expect(whole != nil)
        #expect(whole == tally(.init(history: "a"), .init(), .init(history: "b")).digest)
        #expect(whole != tally(.init(history: "b"), .init(history: "a")).digest)
        #expect(whole != tally(.init(history: "a")).digest)
        #expect(whole != tally(.init(history: "b")).digest)
        #expect(tally(.init()).digest == nil)
    }

    @Test("Waits count in recorded histories only: others are not confirmed")
    func waits() {
        #expect(tally(.init(history: "a", waits: 2), .init(history: "b", waits: 1), .init(waits: 4)).waits == 3)
    }
}
