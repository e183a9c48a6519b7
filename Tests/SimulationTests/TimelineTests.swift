import Testing

@testable import Simulation

@Suite struct TimelineTests {
    let executor = StepExecutor()
    let timeline = Timeline()
    let log = Log()

    @discardableResult private func sleep(_ name: String, until seconds: Int, process: Int = 1) -> Task<Void, Never> {
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
        executor.drain()
        return task
    }

    private func fire() {
        timeline.fireEarliest()
        executor.drain()
    }

    @Test("Timers are in order of time, equal ones in order of arrival")
    func order() {
        sleep("late", until: 30)
        sleep("first", until: 10)
        sleep("second", until: 10)
        sleep("between", until: 20)
        #expect(timeline.timers.map(\.due) == [.seconds(10), .seconds(10), .seconds(20), .seconds(30)])
        #expect(timeline.earliest?.due == .seconds(10))
        timeline.move(to: .seconds(30))
        executor.drain()
        #expect(log.entries == [], "time alone wakes nobody")
        for _ in 0..<4 { fire() }
        #expect(log.entries == ["first at 30.0", "second at 30.0", "between at 30.0", "late at 30.0"])
        fire()
        #expect(log.entries.count == 4)
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
        fire()
        #expect(log.entries == ["a CancellationError", "b at 0.0"])
        #expect(timeline.timers.isEmpty)
    }

    @Test("A task that was cancelled before it slept does not sleep")
    func cancelledEarly() {
        let clock = SimulatedClock(timeline, for: ProcessID(1))
        let log = log
        let task = Task(executorPreference: executor) {
            do {
                try await clock.sleep(until: .init(offset: .seconds(10)), tolerance: nil)
                log.add("slept")
            } catch {
                log.add("\(type(of: error))")
            }
        }
        task.cancel()
        executor.drain()
        #expect(log.entries == ["CancellationError"])
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
        fire()
    }
}
