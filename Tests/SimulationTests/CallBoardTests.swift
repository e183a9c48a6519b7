import TestSupport
import Testing

@testable import Simulation

@Suite(.ownTime) struct CallBoardTests {
    let executor = StepExecutor()
    let board = CallBoard<String, Int>()
    let log = Log()

    private func start(_ call: String, by process: Int) {
        let (board, log) = (board, log)
        Task(executorPreference: executor) {
            do {
                log.add("\(call): \(try await board.call(call, by: ProcessID(process)))")
            } catch {
                log.add("\(call): \(type(of: error))")
            }
        }
        executor.drain()
    }

    private struct Refused: Error {}

    @Test("Calls are parked in order of arrival, and answered in any order")
    func parked() throws {
        start("a", by: 1)
        start("b", by: 2)
        start("c", by: 1)
        #expect(board.parked.map(\.call) == ["a", "b", "c"])
        #expect(board.parked.map(\.process) == [ProcessID(1), ProcessID(2), ProcessID(1)])
        #expect(board.parked.map(\.id) == [0, 1, 2])

        board.answer(try #require(board.take(1)), with: .success(20))
        board.answer(try #require(board.take(0)), with: .failure(Refused()))
        executor.drain()
        #expect(log.entries == ["b: 20", "a: Refused"])
        #expect(board.parked.map(\.call) == ["c"])
        board.kill(ProcessID(1))
        executor.drain()
    }

    @Test("A call that was taken is no longer there")
    func taken() throws {
        start("a", by: 1)
        let call = try #require(board.take(0))
        #expect(board.take(0).map(\.id) == nil)
        #expect(board.take(99).map(\.id) == nil)
        #expect(board.parked.isEmpty)
        board.answer(call, with: .success(1))
        executor.drain()
        #expect(log.entries == ["a: 1"])
    }

    @Test("A dead process's parked calls end, others' stay")
    func killed() {
        start("a", by: 1)
        start("b", by: 2)
        #expect(!board.isDead(ProcessID(1)))
        board.kill(ProcessID(1))
        executor.drain()
        #expect(board.isDead(ProcessID(1)))
        #expect(log.entries == ["a: CancellationError"])
        #expect(board.parked.map(\.call) == ["b"])
        board.kill(ProcessID(2))
        executor.drain()
    }

    @Test("What a dead process calls afterwards ends at once")
    func late() {
        board.kill(ProcessID(1))
        start("late", by: 1)
        #expect(log.entries == ["late: CancellationError"])
        #expect(board.parked.isEmpty)
    }

    @Test("A call that was taken before its process died is answered all the same")
    func takenBeforeDeath() throws {
        start("a", by: 1)
        let call = try #require(board.take(0))
        board.kill(ProcessID(1))
        executor.drain()
        #expect(log.entries == [])
        board.answer(call, with: .success(1))
        executor.drain()
        #expect(log.entries == ["a: 1"])
    }
}
