import TestSupport
import Testing

@testable import Scenarios

/// What goes wrong in programs, and not in SQL, is found for the right reason.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg")) struct ProgramBugsTests {
    private func result(_ script: String, _ scenario: String, schedules: Int = 150) async throws -> CellResult {
        try await ProgramFolder.with(script) { strategy in
            try await TestServer.verify(strategy, in: scenario, schedules: schedules)
        }
    }

    @Test("A program that remembers ids and not versions drops what it has seen", .nightly)
    func cache() async throws {
        let script = ProgramFolder.loop(
            """
            if record['id'] not in seen:
                upsert(connection, record, GUARD)
                seen.add(record['id'])
            call('ack', ack_ids=[message['ack_id']])
            """, start: "seen = set()")
        let found = try await result(script, "in-order")
        #expect(found.verdict == .violated, "\(found.because ?? "")")
        #expect(found.property == .convergence || found.property == .ackedIsDurable)
    }

    @Test("A program that acknowledges before it commits loses a delivery when it dies between")
    func ackBeforeCommit() async throws {
        let script = ProgramFolder.loop(
            """
            with connection.transaction():
                upsert(connection, record, GUARD)
                call('ack', ack_ids=[message['ack_id']])
            """)
        let found = try await result(script, "crash-before-commit")
        #expect(found.verdict == .violated, "\(found.because ?? "")")
        #expect(found.property == .ackedIsDurable)
    }

    @Test("A program that swallows errors acknowledges what it has not written", .nightly)
    func swallows() async throws {
        let script = ProgramFolder.loop(
            """
            try:
                upsert(connection, record, GUARD)
            except psycopg.Error:
                pass
            call('ack', ack_ids=[message['ack_id']])
            """)
        let found = try await result(script, "unknown-commit")
        #expect(found.verdict == .violated, "\(found.because ?? "")")
        #expect(found.property == .ackedIsDurable)
    }

    @Test("A program that commits before it is done takes what it left half done for done", .nightly)
    func commitsTooEarly() async throws {
        let script = ProgramFolder.loop(
            """
            known = connection.execute('select updated_idx from stripe.subscriptions where id = %s', [record['id']])
            if (known.fetchone() or [0])[0] < record['updated_idx']:
                connection.execute('insert into stripe.subscriptions (id, deleted, updated_idx) values (%s, %s, %s)'
                    ' on conflict (id) do update set deleted = excluded.deleted, updated_idx = excluded.updated_idx',
                    [record['id'], record['deleted'], record['updated_idx']])
                upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            """)
        #expect(try await result(script, "in-order", schedules: 25).verdict == .sampled)
        let found = try await result(script, "crash-before-commit")
        #expect(found.verdict == .violated, "\(found.because ?? "")")
        #expect(found.property == .convergence)
    }

    /// The loop with a thread that receives ahead, up to two deliveries.
    private func prefetching(_ guarding: String) -> String {
        ProgramFolder.loop(
            """
            ready.put(message)
            """,
            start: """
                import queue, threading
                ready = queue.Queue(2)
                def work():
                    connection = None
                    while True:
                        message = ready.get()
                        try:
                            if connection is None or connection.closed:
                                connection = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True)
                            upsert(connection, message['data']['record']\(guarding))
                            call('ack', ack_ids=[message['ack_id']])
                        except (OSError, psycopg.Error) as error:
                            print(error)
                threading.Thread(target=work, daemon=True).start()
                """)
    }

    @Test("A program that prefetches writes what has expired meanwhile, unless it is guarded", .nightly)
    func prefetches() async throws {
        let found = try await result(prefetching(""), "ack-wait-race")
        #expect(found.verdict == .violated, "\(found.because ?? "")")
        #expect(found.property == .monotonicVersions)
        let held = try await result(prefetching(", GUARD"), "ack-wait-race", schedules: 25)
        #expect(held.verdict == .sampled, "\(held.because ?? "")")
    }

    @Test("A program that works on a delivery only once it has the next leaves the last undone", .nightly)
    func worksLate() async throws {
        let script = ProgramFolder.loop(
            """
            pending.append(message)
            if len(pending) > 1:
                message = pending.pop(0)
                upsert(connection, message['data']['record'], GUARD)
                call('ack', ack_ids=[message['ack_id']])
            """, start: "pending = []")
        let found = try await result(script, "in-order", schedules: 25)
        #expect(found.verdict == .violated, "\(found.because ?? "")")
        #expect(found.property == .liveness)
    }

    @Test("A program that never commits is told of at its ack")
    func neverCommits() async throws {
        let script = ProgramFolder.loop(
            """
            connection.autocommit = False
            upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            """)
        let found = try await result(script, "in-order")
        #expect(found.verdict == .violated, "\(found.because ?? "")")
        #expect(found.property == .ackedIsDurable)
    }

    @Test(
        "A guarded program holds whatever befalls it",
        arguments: isNightly
            ? [
                "crash-before-commit", "unknown-commit", "frozen-worker", "duplicate-delivery",
                "overlapping-statements", "late-ack", "everything",
            ] : ["unknown-commit"])
    func guarded(scenario: String) async throws {
        let found = try await result(ProgramFolder.guarded, scenario, schedules: scenario == "everything" ? 6 : 25)
        #expect(found.verdict == .sampled, "\(found.because ?? "")")
    }

    @Test("What a program's closed connection left open is rolled back", .nightly)
    func closesConnections() async throws {
        let script = ProgramFolder.loop(
            """
            other = psycopg.connect(os.environ['DATABASE_URL'])
            upsert(other, record, GUARD)
            other.close()
            upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            """)
        let found = try await result(script, "in-order", schedules: 5)
        #expect(found.verdict == .sampled, "\(found.because ?? "")")
    }

    @Test("A program that ends by itself is started again, and holds", .nightly)
    func endsByItself() async throws {
        let script = ProgramFolder.loop(
            """
            upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            raise SystemExit(1)
            """)
        let found = try await result(script, "in-order", schedules: 3)
        #expect(found.verdict == .sampled, "\(found.because ?? "")")
    }

    @Test(
        "What a program cannot do is skipped with its reason",
        arguments: [
            ("late-nack", "the program never nacked"),
            ("batch-duplicates", "the program never held several deliveries"),
        ])
    func skipped(scenario: String, reason: String) async throws {
        let found = try await result(ProgramFolder.guarded, scenario, schedules: 5)
        #expect(found.verdict == .skipped)
        #expect(found.because?.contains(reason) == true, "\(found.because ?? "")")
    }
}
