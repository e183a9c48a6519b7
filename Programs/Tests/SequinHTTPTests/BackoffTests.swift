import SequinHTTP
import Testing

@Suite struct BackoffTests {
    @Test func `waits double up to a limit, and a random half of each is left out`() {
        let backoff = Backoff(first: .milliseconds(100), limit: .seconds(1))
        #expect(
            (1...6).map { backoff.wait(afterFailures: $0, share: 1) }
                == [100, 200, 400, 800, 1000, 1000].map { .milliseconds($0) })
        #expect(backoff.wait(afterFailures: 2, share: 0) == .milliseconds(100))
        #expect(backoff.wait(afterFailures: 1_000_000, share: 1) == .seconds(1))
    }
}
