import Postgres
import Synchronization

/// The moment after which a worker must not touch what it holds.
///
/// The timer that fires it may be late, as when the process was frozen, so a worker that is about to act asks the clock
/// too.
final class Deadline<C: Clock>: Sendable where C.Duration == Duration {
    private let clock: C
    let instant: C.Instant
    private let hasFired = Atomic(false)

    init(_ instant: C.Instant, on clock: C) {
        self.clock = clock
        self.instant = instant
    }

    var isOver: Bool { hasFired.load(ordering: .acquiring) || clock.now >= instant }

    func fire() { hasFired.store(true, ordering: .releasing) }

    func check() throws {
        if isOver { throw DeadlineExceeded() }
    }
}

/// Thrown where work stops because its deadline is over.
struct DeadlineExceeded: Error {}

/// A session that sends nothing more once a deadline is over.
struct DeadlineSession<C: Clock>: Session where C.Duration == Duration {
    let base: any Session
    let deadline: Deadline<C>

    var transactionStatus: TransactionStatus { base.transactionStatus }

    func run(_ statement: Statement) async throws -> QueryResult {
        try deadline.check()
        return try await base.run(statement)
    }

    func runAll(_ statements: [Statement]) async throws {
        try deadline.check()
        try await base.runAll(statements)
    }

    func cancel() async { await base.cancel() }

    func reconnect() async throws { try await base.reconnect() }
}
