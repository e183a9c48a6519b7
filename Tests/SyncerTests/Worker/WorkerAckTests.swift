import Postgres
import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime, .timeLimit(.minutes(10))) struct WorkerAckTests {
    @Test("A delivery is acknowledged after its commit")
    func afterCommit() async {
        #expect(
            await journal(of: .batch("A")) == ["receive", "begin A", "write A", "commit A", "ack a", "end"])
    }

    @Test("With before-apply it is acknowledged before anything is written")
    func beforeApply() async {
        #expect(
            await journal(of: .batch("A"), policy: WorkerPolicy(ack: .beforeApply)) == [
                "receive", "ack a", "begin A", "write A", "commit A", "end",
            ])
    }

    @Test("With before-apply a failure does not take the ack back")
    func beforeApplyFailing() async {
        let entries = await journal(of: .batch("A"), policy: WorkerPolicy(ack: .beforeApply)) { sql, _ in
            sql == "write A" ? .error("23514") : .success
        }
        #expect(entries.core == ["ack a", "begin A", "write A", "failed A for good", "rollback", "nack a"])
    }

    @Test("Without batch.sql there is one ack per record, each after its own script")
    func oneAckPerRecord() async {
        #expect(
            await journal(of: .batch("A B"), policy: WorkerPolicy(batchSize: 2)) == [
                "receive", "begin A", "write A", "commit A", "ack a", "begin B", "write B", "commit B", "ack b", "end",
            ])
    }

    @Test("With batch.sql there is one ack per batch")
    func oneAckPerBatch() async {
        let entries = await journal(
            of: .batch("A B"), .batch("C"), policy: WorkerPolicy(batchSize: 2),
            destination: TransactionDestination(appliesBatches: true))
        #expect(
            entries == [
                "receive", "begin [A B]", "write [A B]", "commit [A B]", "ack a b",
                "receive", "begin [C]", "write [C]", "commit [C]", "ack c", "end",
            ])
    }

    @Test("With batch.sql and before-apply the one ack comes first")
    func oneAckPerBatchFirst() async {
        let entries = await journal(
            of: .batch("A B"), policy: WorkerPolicy(batchSize: 2, ack: .beforeApply),
            destination: TransactionDestination(appliesBatches: true))
        #expect(entries.core == ["ack a b", "begin [A B]", "write [A B]", "commit [A B]"])
    }

    @Test("An ack that fails is told, and the worker goes on; the consumer will hand the record out again")
    func failingAck() async {
        let entries = await journal(of: .batch("A"), .batch("B"), refusesAcks: true)
        #expect(
            entries == [
                "receive", "begin A", "write A", "commit A", "ack a", "consumer failed",
                "receive", "begin B", "write B", "commit B", "ack b", "consumer failed", "end",
            ])
    }

    @Test("A batch that fails is applied record by record, and each is acknowledged on its own")
    func failingBatch() async {
        let entries = await journal(
            of: .batch("A B C"), policy: WorkerPolicy(batchSize: 3),
            destination: TransactionDestination(appliesBatches: true)
        ) { sql, _ in sql == "write [A B C]" || sql == "write B" ? .error("23514") : .success }
        #expect(
            entries.core == [
                "begin [A B C]", "write [A B C]", "failed A B C for good", "rollback",
                "begin A", "write A", "commit A", "ack a",
                "begin B", "write B", "failed B for good", "rollback", "nack b",
                "begin C", "write C", "commit C", "ack c",
            ])
    }

    @Test(
        "With batch_failure: whole a batch that fails is given up, left, or nacked as one",
        arguments: [
            (ErrorPolicy.nack, ["nack a b c"]), (ErrorPolicy.leave, []), (ErrorPolicy.ack, ["ack a b c"]),
        ])
    func failingBatchAsOne(onError: ErrorPolicy, ending: [String]) async {
        var policy = WorkerPolicy(batchSize: 3, onError: onError)
        policy.batchFailure = .whole
        let entries = await journal(
            of: .batch("A B C"), policy: policy, destination: TransactionDestination(appliesBatches: true)
        ) { sql, _ in sql == "write [A B C]" ? .error("23514") : .success }
        #expect(
            entries.core == ["begin [A B C]", "write [A B C]", "failed A B C for good", "rollback"] + ending)
    }

    @Test("A batch that was acknowledged first and fails is not acknowledged again")
    func failingBatchAckedFirst() async {
        let entries = await journal(
            of: .batch("A B"), policy: WorkerPolicy(batchSize: 2, ack: .beforeApply),
            destination: TransactionDestination(appliesBatches: true)
        ) { sql, _ in sql == "write [A B]" ? .error("23514") : .success }
        #expect(
            entries.core == [
                "ack a b", "begin [A B]", "write [A B]", "failed A B for good", "rollback",
                "begin A", "write A", "commit A", "begin B", "write B", "commit B",
            ])
    }

    @Test("An empty receive is followed by another")
    func emptyReceive() async {
        let entries = await journal(of: .batch(""), .batch(""), .batch("A"))
        #expect(entries == ["receive", "receive", "receive", "begin A", "write A", "commit A", "ack a", "end"])
    }

    @Test("A receive that fails is tried again, after a pause")
    func failingReceive() async {
        let clock = FakeClock(skipsPauses: true)
        let entries = await journal(of: .failure, .failure, .batch("A"), clock: clock)
        #expect(
            entries == [
                "receive", "consumer failed", "receive", "consumer failed", "receive", "begin A", "write A",
                "commit A", "ack a", "end",
            ])
        #expect(clock.now.offset == .seconds(2))
    }
}
