import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What passes between a program and its server besides statements: notifications, and requests to cancel.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg"))
struct ProgramTimersTests {
    private func result(_ script: String, _ scenario: String = "in-order") async throws -> CellResult {
        try await ProgramFolder.with(script) { strategy in
            try await TestServer.verify(strategy, in: scenario, schedules: 5)
        }
    }

    @Test("A program hears its own notifications, from the process that it knows")
    func ownNotification() async throws {
        let script = ProgramFolder.loop(
            """
            connection.execute('listen changes')
            with connection.transaction():
                upsert(connection, record, GUARD)
                connection.execute("select pg_notify('changes', %s)", [record['id']])
            heard = list(connection.notifies(timeout=5, stop_after=1))
            if [(n.pid, n.payload) for n in heard] != [(connection.info.backend_pid, record['id'])]:
                raise SystemExit('heard ' + str(heard))
            call('ack', ack_ids=[message['ack_id']])
            """)
        let found = try await result(script)
        #expect(found.verdict == .sampled, "\(found.because ?? "")")
    }

    @Test("A notification that comes to an idle session comes in real time: that cannot be judged, and is said")
    func notifiedWhileIdle() async throws {
        let script = ProgramFolder.loop(
            """
            other = other or psycopg.connect(os.environ['DATABASE_URL'], autocommit=True)
            other.execute('listen changes')
            upsert(connection, record, GUARD)
            connection.execute("select pg_notify('changes', 'x')")
            list(other.notifies(timeout=5, stop_after=1))
            call('ack', ack_ids=[message['ack_id']])
            """, start: "other = None")
        let error = await #expect(throws: StrategyError.self) { try await result(script) }
        #expect(
            error?.message.contains(
                "worker 1: a notification on 'changes' comes to an idle session, in real time") == true,
            "\(error?.message ?? "")")
    }

    @Test("A program that has its own statement cancelled, which waits for a lock, goes on, and holds", .nightly)
    func cancels() async throws {
        let script = ProgramFolder.loop(
            """
            other = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True)
            with connection.transaction():
                upsert(connection, record, GUARD)
                def second():
                    try:
                        upsert(other, record, GUARD)
                        print('not cancelled')
                    except psycopg.errors.QueryCanceled:
                        print('cancelled')
                thread = threading.Thread(target=second)
                thread.start()
                thread.join(0.2)
                while thread.is_alive():
                    other.cancel_safe(timeout=5)
                    thread.join(0.2)
            other.close()
            call('ack', ack_ids=[message['ack_id']])
            """, start: "import threading")
        let found = try await result(script)
        #expect(found.verdict == .sampled, "\(found.because ?? "")")
    }

    @Test("A program that waits for ever for a lock of its own violates liveness", .nightly)
    func waitsForEver() async throws {
        let script = ProgramFolder.loop(
            """
            other = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True)
            with connection.transaction():
                upsert(connection, record, GUARD)
                upsert(other, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            """)
        let found = try await result(script)
        #expect(found.verdict == .violated, "\(found.because ?? "")")
        #expect(found.property == .liveness)
    }
}
