import TestSupport
import Testing

@testable import Simulation

@Suite(.ownTime) struct TimelineTests {
    let executor = StepExecutor()
    let timeline = Timeline()
    let log = Log()

    @discardableResult private func sleep(
        _ name: String, until seconds: Int, process: Int = 1, isStarted: Bool = true
    ) -> Task<Void, Never> {
        let clock = SimulatedClock(timeline, for: ProcessID(process))
        let log = log
        let task = Task(executorPreference: executor) {
            do {
                try await clock.sleep(until: .init(offset: .seconds(seconds)), tolerance: nil)
                log.add("\(name) at \(clock.now.offset / .seconds(1))")
            } catch {
                log.add("\(name) \(type(of: error))")
            }
        }
        if isStarted { executor.drain() }
        return task
    }

    /// Fires one timer that is due.
    @discardableResult private func fire() -> Bool {
        defer { executor.drain() }
        return timeline.fireDue()
    }

    @Test("Timers are in order of time, equal ones in order of arrival")
    func order() {
        sleep("late", until: 30)
        sleep("first", until: 10)
        sleep("second", until: 10)
        sleep("between", until: 20)
        #expect(timeline.timers.map(\.due) == [.seconds(10), .seconds(10), .seconds(20), .seconds(30)])
        #expect(timeline.next?.due == .seconds(10))
        timeline.move(to: .seconds(30))
        executor.drain()
        #expect(log.entries == [], "time alone wakes no task")
        for _ in 0..<4 { #expect(fire()) }
        #expect(log.entries == ["first at 30.0", "second at 30.0", "between at 30.0", "late at 30.0"])
        #expect(!fire())
    }

    @Test("A timer that is not due does not fire")
    func notDue() {
        sleep("a", until: 10)
        sleep("b", until: 20)
        timeline.move(to: .seconds(19))
        #expect(fire())
        #expect(!fire())
        #expect(log.entries == ["a at 19.0"])
        #expect(timeline.next?.due == .seconds(20))
        timeline.kill(ProcessID(1))
        executor.drain()
    }

    @Test("Time never goes back")
    func monotonic() {
        timeline.move(to: .seconds(5))
        timeline.move(to: .seconds(3))
        #expect(timeline.now == .seconds(5))
    }

    @Test("A time that has come already is not waited for")
    func past() {
        timeline.move(to: .seconds(5))
        sleep("now", until: 5)
        sleep("past", until: 4)
        #expect(log.entries == ["now at 5.0", "past at 5.0"])
        #expect(timeline.timers.isEmpty)
    }

    @Test("A cancelled sleep ends at once, and its timer is gone")
    func cancelled() {
        let task = sleep("a", until: 10)
        sleep("b", until: 10)
        task.cancel()
        executor.drain()
        #expect(log.entries == ["a CancellationError"])
        timeline.move(to: .seconds(10))
        #expect(fire())
        #expect(log.entries == ["a CancellationError", "b at 10.0"])
        #expect(timeline.timers.isEmpty)
    }

    @Test("A task that was cancelled before it slept does not sleep")
    func cancelledEarly() {
        let task = sleep("a", until: 10, isStarted: false)
        task.cancel()
        executor.drain()
        #expect(log.entries == ["a CancellationError"])
        #expect(timeline.timers.isEmpty)
    }

    @Test("A dead process's timers end, others' stay")
    func killed() {
        sleep("a", until: 10, process: 1)
        sleep("b", until: 20, process: 2)
        sleep("c", until: 30, process: 1)
        timeline.kill(ProcessID(1))
        executor.drain()
        #expect(log.entries == ["a CancellationError", "c CancellationError"])
        #expect(timeline.timers.map(\.process) == [ProcessID(2)])
        timeline.kill(ProcessID(2))
        executor.drain()
    }

    @Test("A frozen process's timers do not fire, and do not say when time should move to")
    func frozen() {
        sleep("a", until: 10, process: 1)
        sleep("b", until: 20, process: 2)
        timeline.freeze(ProcessID(1))
        #expect(timeline.next?.process == ProcessID(2))
        timeline.move(to: .seconds(15))
        #expect(!fire())
        #expect(timeline.hasOverdue(ProcessID(1)))
        #expect(!timeline.hasOverdue(ProcessID(2)))
        timeline.move(to: .seconds(20))
        #expect(fire())
        #expect(log.entries == ["b at 20.0"])
        timeline.kill(ProcessID(1))
        executor.drain()
    }

    @Test("A process that wakes up finds its overdue timers only when they are asked for; later ones fire as ever")
    func thawed() {
        sleep("overdue", until: 10)
        sleep("later", until: 30)
        timeline.freeze(ProcessID(1))
        timeline.move(to: .seconds(20))
        timeline.thaw(ProcessID(1))
        #expect(!fire())
        #expect(timeline.hasOverdue(ProcessID(1)))
        #expect(timeline.next?.due == .seconds(30))
        timeline.fireOverdue(of: ProcessID(1))
        executor.drain()
        #expect(log.entries == ["overdue at 20.0"])
        #expect(!timeline.hasOverdue(ProcessID(1)))
        timeline.move(to: .seconds(30))
        #expect(fire())
        #expect(log.entries == ["overdue at 20.0", "later at 30.0"])
    }
}
