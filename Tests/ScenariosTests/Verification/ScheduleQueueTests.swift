import Simulation
import TestSupport
import Testing

@testable import Scenarios

/// Which schedules are run and count, whatever the order in which worlds finish them.
@Suite(.ownTime) struct ScheduleQueueTests {
    private typealias Queue = ScheduleQueue<ListedExplorer>

    /// A clock that a test moves.
    private final class Hand {
        let start = ContinuousClock.now
        var elapsed = Duration.zero
        var now: ContinuousClock.Instant { start + elapsed }
    }

    private func outcome(
        _ property: Property? = nil, hazards: Int = 1, state: String? = nil, isPruned: Bool = false
    ) -> RunOutcome {
        var outcome = RunOutcome()
        outcome.violation = property.map { Violation(property: $0, step: 1, record: nil, because: "") }
        outcome.hazards = hazards
        outcome.statements = 10
        outcome.isAbandoned = isPruned
        outcome.finalState = state.map { name in
            var print = StateFingerprint()
            print.add(name)
            return print
        }
        return outcome
    }

    /// Everything that the wave still has to give.
    private func take(_ queue: Queue) -> [Queue.Ticket] {
        var tickets: [Queue.Ticket] = []
        while let ticket = queue.next() { tickets.append(ticket) }
        return tickets
    }

    @Test("Schedules are numbered from 1 through all waves; the explorer learns from each wave in its own order")
    func waves() {
        let queue = Queue(ListedExplorer(3, 2), deadline: nil)
        var numbers: [[Int]] = []
        while queue.startWave() {
            let tickets = take(queue)
            numbers.append(tickets.map(\.number))
            for ticket in tickets.reversed() { queue.finished(ticket, outcome()) }
        }
        #expect(numbers == [[1, 2, 3], [4, 5]])
        #expect(queue.explorer.learnt == [[1, 2, 3], [4, 5]])
        #expect(queue.explorer.takenBack == [])
        #expect(queue.tally.schedules == 5)
        #expect(queue.tally.statements == 50)
        #expect(queue.progress.schedules == 5)
        #expect(queue.failing == nil && !queue.wasCutShort)
    }

    @Test("The lowest failing schedule counts, and counts stop there")
    func lowestFailure() {
        let queue = Queue(ListedExplorer(1, 5, 5), deadline: nil)
        #expect(queue.startWave())
        for ticket in take(queue) { queue.finished(ticket, outcome()) }
        #expect(queue.startWave())
        let tickets = take(queue)
        #expect(tickets.map(\.number) == [2, 3, 4, 5, 6])
        queue.finished(tickets[3], outcome(.liveness))
        #expect(queue.failing == 5)
        queue.finished(tickets[1], outcome(.convergence))
        queue.finished(tickets[4], outcome(.monotonicVersions))
        queue.finished(tickets[2], outcome())
        queue.finished(tickets[0], outcome())
        #expect(queue.failing == 3)
        #expect(queue.failure?.violation?.property == .convergence)
        #expect(queue.tally.schedules == 3)
        #expect(!queue.startWave(), "nothing is explored behind a failure")
        #expect(queue.tally.schedules == 3)
    }

    private func void(_ choices: Int) -> VoidRun {
        var outcome = RunOutcome()
        outcome.schedule = Array(repeating: Choice(.clock), count: choices)
        return VoidRun(
            outcome: outcome, isInStep: true, isEndless: true, failure: EnvironmentFailure(reason: "it did not end"))
    }

    @Test("Of schedules that came to no verdict the lowest counts, and nothing that was run behind it")
    func lowestVoid() {
        let queue = Queue(ListedExplorer(6), deadline: nil)
        #expect(queue.startWave())
        let tickets = (0..<6).compactMap { _ in queue.next() }
        queue.finished(tickets[0], outcome())
        queue.finished(tickets[5], outcome(.liveness))
        queue.broke(tickets[4], void(4))
        queue.broke(tickets[2], void(2))
        queue.finished(tickets[3], outcome())
        queue.finished(tickets[1], outcome())
        #expect(!queue.startWave())
        #expect(queue.void?.outcome.schedule.count == 2)
        #expect(queue.failing == nil)
        #expect(queue.failure == nil)
        #expect(queue.tally.schedules == 2)
    }

    @Test("A failure that comes before a schedule without a verdict stands")
    func failureBeforeVoid() {
        let queue = Queue(ListedExplorer(3), deadline: nil)
        #expect(queue.startWave())
        let tickets = (0..<3).compactMap { _ in queue.next() }
        queue.broke(tickets[1], void(1))
        queue.finished(tickets[0], outcome(.liveness))
        #expect(queue.void == nil)
        #expect(queue.failing == 1)
        #expect(queue.tally.schedules == 1)
    }

    @Test("After a failure no further schedule of its wave is begun, and none is taken back")
    func failureEndsItsWave() {
        let queue = Queue(ListedExplorer(3), deadline: nil)
        #expect(queue.startWave())
        guard let first = queue.next() else {
            Issue.record("there is a schedule")
            return
        }
        queue.finished(first, outcome(.liveness))
        #expect(queue.next() == nil)
        queue.endWave()
        #expect(queue.explorer.takenBack == [])
        #expect(queue.tally.schedules == 1)
    }

    @Test("Past the deadline no schedule is begun; what was begun counts, and the others are taken back")
    func cutShort() {
        let hand = Hand()
        let queue = Queue(ListedExplorer(4, 4), deadline: hand.start + .seconds(60), now: { hand.now })
        #expect(queue.startWave())
        let begun = [queue.next(), queue.next(), queue.next()].compactMap { $0 }
        #expect(begun.map(\.number) == [1, 2, 3])
        hand.elapsed = .seconds(60)
        #expect(queue.next() == nil)
        #expect(queue.wasCutShort && queue.evidence.wasCutShort)
        queue.finished(begun[2], outcome())
        queue.finished(begun[0], outcome())
        queue.endWave()
        #expect(queue.explorer.learnt == [[1, 3]])
        #expect(queue.explorer.takenBack == [2, 4])
        #expect(queue.progress.pending == 2)
        #expect(queue.tally.schedules == 2)
        #expect(!queue.startWave())
    }

    @Test("The first schedule is begun whatever the time")
    func firstIsBegun() {
        let hand = Hand()
        let queue = Queue(ListedExplorer(2), deadline: hand.start - .seconds(1), now: { hand.now })
        #expect(queue.startWave())
        #expect(queue.next()?.number == 1)
        #expect(queue.next() == nil)
        #expect(queue.wasCutShort)
    }

    @Test("A schedule that would, on average, end after the deadline is not begun", arguments: [4, 6])
    func typicalTime(secondsLeft: Int) {
        let hand = Hand()
        let queue = Queue(ListedExplorer(2), deadline: hand.start + .seconds(10 + secondsLeft), now: { hand.now })
        #expect(queue.startWave())
        guard let first = queue.next() else {
            Issue.record("there is a schedule")
            return
        }
        hand.elapsed = .seconds(10)
        queue.finished(first, outcome())
        #expect((queue.next() != nil) == (secondsLeft > 5), "a schedule takes 10 s, half of them can be afforded")
    }

    @Test("Between waves, too, time may end")
    func cutShortBetweenWaves() {
        let hand = Hand()
        let queue = Queue(ListedExplorer(1, 1), deadline: hand.start + .seconds(60), now: { hand.now })
        #expect(queue.startWave())
        for ticket in take(queue) { queue.finished(ticket, outcome()) }
        hand.elapsed = .seconds(60)
        #expect(!queue.startWave())
        #expect(queue.wasCutShort)
        #expect(queue.explorer.learnt == [[1]])
    }

    @Test("A budget that ends with the last schedule has cut nothing short")
    func endsWithTheLast() {
        let hand = Hand()
        let queue = Queue(ListedExplorer(2), deadline: hand.start + .seconds(10), now: { hand.now })
        #expect(queue.startWave())
        for ticket in take(queue) { queue.finished(ticket, outcome()) }
        hand.elapsed = .seconds(20)
        #expect(!queue.startWave() && !queue.wasCutShort)
    }

    @Test("What audits have come to and no other schedule has, is evidence; audits count as schedules left out")
    func audits() {
        let queue = Queue(ListedExplorer(4), deadline: nil)
        #expect(queue.startWave())
        var tickets = take(queue)
        tickets[1].decider.isAudit = true
        tickets[2].decider.isAudit = true
        queue.finished(tickets[0], outcome(state: "a"))
        queue.finished(tickets[1], outcome(state: "a"))
        #expect(queue.evidence.unexploredStates == 0)
        queue.finished(tickets[2], outcome(state: "b"))
        #expect(queue.evidence.unexploredStates == 1)
        #expect(queue.finalStates.count == 1)
        queue.finished(tickets[3], outcome(isPruned: true))
        #expect(queue.tally.schedules == 1)
        #expect(queue.tally.pruned == 3)
        #expect(!queue.evidence.lostWay)
    }

    @Test("A schedule that lost its way, or had more left to choose, is evidence")
    func lost() {
        let queue = Queue(ListedExplorer(2), deadline: nil)
        #expect(queue.startWave())
        var tickets = take(queue)
        tickets[0].decider.isLost = true
        queue.finished(tickets[0], outcome(isPruned: true))
        #expect(queue.evidence.lostWay)
        #expect(!queue.evidence.reachedLimit)
        var long = outcome()
        long.reachedLimit = true
        queue.finished(tickets[1], long)
        #expect(queue.evidence.reachedLimit)
        #expect(!queue.evidence.withheldChoice)
    }

    @Test("A schedule in which a statement was held back is evidence, and then nothing is exhausted")
    func withheld() {
        let queue = Queue(ListedExplorer(2), deadline: nil)
        #expect(queue.startWave())
        let tickets = take(queue)
        var restricted = outcome()
        restricted.withheldChoice = true
        queue.finished(tickets[0], restricted)
        queue.finished(tickets[1], outcome())
        #expect(queue.evidence.withheldChoice)
        let explorer = ExhaustiveExplorer<Int>()
        #expect(explorer.conclusion(from: queue.evidence) == .withheld)
        #expect(explorer.conclusion(from: Evidence()) == .exhausted)
    }
}
