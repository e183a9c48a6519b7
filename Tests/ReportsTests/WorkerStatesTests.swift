import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct WorkerStatesTests {
    private var states = WorkerStates(workers: 2)

    private mutating func follow(_ choice: Choice, _ notes: Note...) -> [WorkerState] {
        states.follow(Step(choice: choice, isFree: true, time: 0, notes: notes))
        return states.current
    }

    /// Lets worker 1 receive A.
    private mutating func receive() -> [WorkerState] {
        follow(
            Choice(.receive, worker: 1, records: ["A"]), Note(.delivered, worker: 1, versions: [VersionName("A")]))
    }

    private func call(_ action: Action, _ call: String? = nil, records: [String] = ["A"]) -> Choice {
        Choice(action, worker: 1, records: records, call: call)
    }

    @Test func workersBeginIdle() {
        #expect(states.current == [.idle, .idle])
        #expect(WorkerStates(workers: 0).current.isEmpty)
    }

    @Test(
        "A worker holds what it has received until its ack or nack, whatever becomes of that",
        arguments: [
            Choice(.ack, worker: 1, records: ["A"]), Choice(.nack, worker: 1, records: ["A"]),
            Choice(.loseRequest, worker: 1, records: ["A"], call: "ack"),
            Choice(.loseResponse, worker: 1, records: ["A"], call: "nack"),
            Choice(.duplicate, worker: 1, records: ["A"], call: "ack"),
        ])
    func holding(end: Choice) {
        var test = self
        #expect(test.receive() == [.holding, .idle])
        #expect(test.follow(Choice(.update, records: ["A"])) == [.holding, .idle])
        #expect(test.follow(end) == [.idle, .idle])
    }

    @Test func anAckOfOneRecordLeavesTheOthers() {
        var test = self
        let versions = [VersionName("A"), VersionName("B")]
        #expect(
            test.follow(
                Choice(.receive, worker: 1, records: ["A", "B"]), Note(.delivered, worker: 1, versions: versions))
                == [.holding, .idle])
        #expect(test.follow(call(.ack)) == [.holding, .idle])
        #expect(test.follow(call(.ack, records: ["B"])) == [.idle, .idle])
    }

    @Test func aLostReceiveEndsNothing() {
        var test = self
        _ = test.receive()
        #expect(test.follow(call(.loseRequest, "receive")) == [.holding, .idle])
    }

    @Test func theDeadlineEndsTheWork() {
        var test = self
        _ = test.receive()
        #expect(test.follow(Choice(.clock), Note(.missedDeadline, worker: 1)) == [.idle, .idle])
    }

    @Test func aBlockedWorkerWaitsUntilItIsWoken() {
        var test = self
        _ = test.receive()
        #expect(test.follow(call(.statement, "upsert.sql:5"), Note(.blocked, worker: 1)) == [.blocked, .idle])
        // The step of another worker wakes it.
        #expect(
            test.follow(Choice(.statement, worker: 2, records: ["A"]), Note(.woke, worker: 1)) == [.holding, .idle])
    }

    @Test(
        "A statement's end is the end of its waiting",
        arguments: [Note.Kind.finished, .failed, .disconnected])
    func statementEnds(kind: Note.Kind) {
        var test = self
        _ = test.receive()
        _ = test.follow(call(.statement, "upsert.sql:5"), Note(.blocked, worker: 1))
        #expect(test.follow(Choice(.clock), Note(kind, worker: 1)) == [.holding, .idle])
    }

    @Test func aPausedWorkerGoesOnAtItsChoice() {
        var test = self
        _ = test.receive()
        #expect(test.follow(call(.statement, "upsert.sql:5"), Note(.paused, worker: 1)) == [.paused, .idle])
        // Pausing says more than waiting.
        #expect(test.follow(Choice(.clock), Note(.blocked, worker: 1)) == [.paused, .idle])
        #expect(test.follow(call(.goOn, "upsert.sql:5")) == [.blocked, .idle])
    }

    @Test func aFrozenWorkerIsFrozenWhateverItsStatementDoes() {
        var test = self
        _ = test.receive()
        _ = test.follow(call(.statement, "upsert.sql:5"), Note(.blocked, worker: 1))
        #expect(test.follow(call(.freeze)) == [.frozen, .idle])
        #expect(test.follow(Choice(.clock), Note(.woke, worker: 1)) == [.frozen, .idle])
        #expect(test.follow(call(.thaw)) == [.holding, .idle])
    }

    @Test func aDeadWorkersSuccessorIsIdle() {
        var test = self
        _ = test.receive()
        _ = test.follow(call(.statement, "upsert.sql:5"), Note(.paused, worker: 1))
        _ = test.follow(call(.freeze))
        #expect(test.follow(call(.crash), Note(.crashed, worker: 1)) == [.idle, .idle])
    }

    @Test func aKilledServerEndsEveryStatement() {
        var test = self
        _ = test.receive()
        _ = test.follow(call(.statement, "upsert.sql:5"), Note(.blocked, worker: 1), Note(.paused, worker: 2))
        #expect(test.states.current == [.blocked, .paused])
        #expect(test.follow(Choice(.killServer), Note(.serverKilled)) == [.holding, .idle])
    }

    @Test func whatIsOfNoWorkerChangesNothing() {
        var test = self
        _ = test.receive()
        #expect(test.follow(Choice(.ack, worker: 3, records: ["A"]), Note(.blocked, worker: 9)) == [.holding, .idle])
    }
}
