import TestSupport
import Testing

@testable import Simulation

@Suite(.ownTime) struct StepExecutorTests {
    @Test("Jobs run in the order in which they became ready, and only when told to")
    func firstInFirstOut() {
        let executor = StepExecutor()
        let log = Log()
        for number in 1...5 {
            Task(executorPreference: executor) { log.add("start \(number)") }
        }
        #expect(log.entries == [])
        executor.drain()
        #expect(log.entries == (1...5).map { "start \($0)" })
    }

    @Test("A task that yields goes behind the others")
    func yielding() {
        let executor = StepExecutor()
        let log = Log()
        for name in ["a", "b"] {
            Task(executorPreference: executor) {
                for step in 1...3 {
                    log.add("\(name)\(step)")
                    await Task.yield()
                }
            }
        }
        executor.drain()
        #expect(log.entries == ["a1", "b1", "a2", "b2", "a3", "b3"])
    }

    @Test("A group's children run on it too, in their order")
    func children() {
        let executor = StepExecutor()
        let log = Log()
        Task(executorPreference: executor) {
            await withTaskGroup(of: Void.self) { group in
                for number in 1...3 { group.addTask { log.add("child \(number)") } }
            }
            log.add("parent")
        }
        executor.drain()
        #expect(log.entries == ["child 1", "child 2", "child 3", "parent"])
    }

    @Test("A task that waits for an answer moves only when it has one")
    func waiting() {
        let executor = StepExecutor()
        let board = CallBoard<String, String>()
        let log = Log()
        Task(executorPreference: executor) {
            let answer = try? await board.call("question", by: ProcessID(1))
            log.add(answer ?? "none")
        }
        executor.drain()
        executor.drain()
        #expect(log.entries == [])
        #expect(board.parked.map(\.call) == ["question"])
        if let parked = board.take(0) { board.answer(parked, with: .success("answer")) }
        #expect(log.entries == [], "an answer makes a job ready and runs nothing")
        executor.drain()
        #expect(log.entries == ["answer"])
    }
}

/// What simulated tasks did, in order. One thread uses it.
final class Log: @unchecked Sendable {
    private(set) var entries: [String] = []
    func add(_ entry: String) { entries.append(entry) }
}
