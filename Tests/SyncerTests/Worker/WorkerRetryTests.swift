import Postgres
import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime, .timeLimit(.minutes(10))) struct WorkerRetryTests {
    private static let attempt = ["begin A", "write A"]
    private static let retried = attempt + ["failed A", "rollback"]
    private static let givenUp = attempt + ["failed A for good", "rollback"]

    @Test("A script is run again at most three times, with a rollback in between", arguments: WorkerPolicy().retry)
    func atMostThreeTimes(code: SQLState) async {
        let entries = await journal(of: .batch("A")) { sql, _ in sql == "write A" ? .error(code) : .success }
        #expect(entries.core == Self.retried + Self.retried + Self.retried + Self.givenUp + ["nack a"])
    }

    @Test("A script that succeeds at last is acknowledged")
    func succeedsAtLast() async {
        let entries = await journal(of: .batch("A")) { sql, earlier in
            sql == "write A" && earlier < 3 ? .error("40P01") : .success
        }
        #expect(
            entries.core == Self.retried + Self.retried + Self.retried + Self.attempt + ["commit A", "ack a"])
    }

    @Test("Each delivery has retries of its own")
    func ownRetries() async {
        let entries = await journal(of: .batch("A"), .batch("B")) { sql, earlier in
            sql.hasPrefix("write") && earlier < 3 ? .error("40001") : .success
        }
        #expect(entries.filter { $0.hasPrefix("ack") } == ["ack a", "ack b"])
        #expect(entries.filter { $0.hasPrefix("write") }.count == 8)
    }

    @Test("An error that the policy does not name is not tried again")
    func otherErrors() async {
        let entries = await journal(of: .batch("A"), policy: WorkerPolicy(retry: ["40001"])) { sql, _ in
            sql == "write A" ? .error("40P01") : .success
        }
        #expect(entries.core == Self.givenUp + ["nack a"])
    }

    @Test("Where no transaction is open, there is nothing to roll back")
    func withoutTransaction() async {
        let entries = await journal(of: .batch("A")) { sql, earlier in
            sql == "begin A" && earlier == 0 ? .error("40001") : .success
        }
        #expect(entries.core == ["begin A", "failed A", "begin A", "write A", "commit A", "ack a"])
    }

    @Test(
        "on_error says what becomes of a delivery that failed for good",
        arguments: [(ErrorPolicy.nack, ["nack a"]), (.leave, []), (.ack, ["ack a"])])
    func onError(policy: ErrorPolicy, ending: [String]) async {
        let entries = await journal(of: .batch("A"), policy: WorkerPolicy(onError: policy)) { sql, _ in
            sql == "write A" ? .error("23514") : .success
        }
        #expect(entries.core == Self.givenUp + ending)
    }

    // Whether a COMMIT went through that lost its connection is unknown: running the script again in place could
    // write over what came in between. The code is one that the policy names, so that only the loss stops it.
    @Test(
        "A COMMIT whose connection is lost is never run again in place",
        arguments: [(ErrorPolicy.nack, ["nack a"]), (.leave, []), (.ack, ["ack a"])])
    func unknownCommit(policy: ErrorPolicy, ending: [String]) async {
        let entries = await journal(
            of: .batch("A"), policy: WorkerPolicy(onError: policy),
            destination: TransactionDestination(opening: ["set up"])
        ) { sql, _ in sql == "commit A" ? .lost("40001") : .success }
        #expect(
            entries.core == [
                "set up", "begin A", "write A", "commit A", "failed A for good", "reconnect", "set up",
            ] + ending)
    }

    @Test("A session that cannot be replaced at once is tried again, after a pause each time")
    func failingReconnect() async {
        let clock = FakeClock(skipsPauses: true)
        let entries = await journal(of: .batch("A"), clock: clock, failingReconnects: 2) { sql, _ in
            sql == "write A" ? .lost("08006") : .success
        }
        #expect(
            entries.core == [
                "begin A", "write A", "failed A for good", "reconnect", "session failed", "reconnect",
                "session failed", "reconnect", "nack a",
            ])
        #expect(clock.now.offset == .seconds(2))
    }

    @Test("A rollback that loses the connection leads to a new one")
    func failingRollback() async {
        let entries = await journal(of: .batch("A")) { sql, _ in
            switch sql {
            case "write A": .error("23514")
            case "rollback": .lost("57P01")
            default: .success
            }
        }
        #expect(entries.core == Self.givenUp + ["reconnect", "nack a"])
    }

    @Test("session.sql runs before the first receive, and until it succeeds")
    func opening() async {
        let entries = await journal(of: .batch("A"), destination: TransactionDestination(opening: ["set up"])) {
            sql, earlier in sql == "set up" && earlier == 0 ? .error("53300") : .success
        }
        #expect(
            entries == [
                "set up", "session failed", "set up", "receive", "begin A", "write A", "commit A", "ack a", "end",
            ])
    }
}
