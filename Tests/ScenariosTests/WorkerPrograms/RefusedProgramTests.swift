import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Programs whose deliveries fail each time: as with scripts, that is a violation, told with what was refused.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg"))
struct RefusedProgramTests {
    private func cell(_ script: String, _ scenario: String = "in-order") async throws -> CellOutcome {
        var settings = VerificationSettings()
        settings.schedules = 1
        settings.worlds = 1
        return try await ProgramFolder.with(script) { strategy in
            try await TestServer.cell(
                strategy, in: try #require(Catalogue.scenario(named: scenario)), settings)
        }
    }

    @Test("A statement that is refused each time ends the run early, and says what the server said", .nightly)
    func refusedStatement() async throws {
        let found = try await cell(
            ProgramFolder.loop("connection.execute('insert into missing values (%s)', [record['id']])"))
        let failure = try #require(found.failure, "\(found.result.because ?? "")")
        let violation = try #require(failure.file.violation)
        #expect(violation.property == .liveness)
        #expect(
            violation.because.hasSuffix(
                "refused 5 times in a row; its last failure was 42P01 relation \"missing\" does not exist"),
            "\(violation.because)")
        #expect(failure.steps.count < 40)
        let refused = failure.steps.filter { $0.notes.contains { $0.kind == .failed } }
        #expect(refused.count >= RefusalStreak.enough)
        let sql = try #require(refused.last?.detail.sql)
        #expect(sql.text == "insert into missing values ($1)")
        #expect(sql.connection?.before == "idle")
        #expect(refused.last?.detail.programs.first?.output.first?.contains("does not exist") == true)
        #expect(failure.advice?.cause == "refused")
    }

    @Test(
        "A program that dies of every delivery violates liveness, and is told with how it ended and what it wrote",
        .nightly)
    func diesAlways() async throws {
        let found = try await cell(ProgramFolder.loop("raise KeyError('plan')"))
        let failure = try #require(found.failure, "\(found.result.because ?? "")")
        let violation = try #require(failure.file.violation)
        #expect(violation.property == .liveness)
        let failed = "refused 5 times in a row; its last failure was the program ended with status 1"
        #expect(violation.because.hasSuffix(failed), "\(violation.because)")
        let endings = failure.steps.flatMap(\.detail.programs).filter { $0.ending != nil }
        #expect(endings.count >= RefusalStreak.enough)
        #expect(endings.allSatisfy { $0.ending == "ended with status 1" && $0.output.last == "KeyError: 'plan'" })
        #expect(failure.steps.count < 40)
        // Each candidate costs five starts: no more are tried than it takes.
        #expect(failure.file.choices.isEmpty && failure.file.changes.count == 1)
        #expect(failure.candidates < 12, "\(failure.candidates) candidates")
    }

    @Test("What it writes may differ from time to time, and a signal tells as much as a status", .nightly)
    func diesOtherwise() async throws {
        let found = try await cell(
            ProgramFolder.loop("print(os.urandom(8).hex(), os.environ['DATABASE_URL'])\nos.kill(os.getpid(), 9)"))
        let failure = try #require(found.failure, "\(found.result.because ?? "")")
        let endings = failure.steps.flatMap(\.detail.programs).filter { $0.ending != nil }
        #expect(endings.allSatisfy { $0.ending == "was ended by signal 9" })
        // The password is in no report.
        #expect(endings.allSatisfy { $0.output.last?.contains("postgresql://worker:***@127.0.0.1:") == true })
        #expect(failure.file.violation?.property == .liveness)
    }

    @Test("A statement that is refused when it is prepared counts as one that is refused")
    func refusedPreparation() async throws {
        let script = ProgramFolder.loop(
            "connection.pgconn.prepare(b's', b'insert into missing values ($1)')\n"
                + "raise psycopg.Error('it could not be prepared')")
        let found = try await cell(script)
        let failure = try #require(found.failure, "\(found.result.because ?? "")")
        #expect(failure.file.violation?.because.contains("42P01 relation \"missing\" does not exist") == true)
        let refusals = failure.steps.flatMap(\.detail.programs).flatMap(\.refusals)
        let sentence = "what connection 1 sent was answered with 42P01 relation \"missing\" does not exist"
        #expect(refusals.contains(sentence), "\(refusals)")
    }

    @Test("A program that meets an error and does it another way has given nothing up")
    func otherWay() async throws {
        let script = ProgramFolder.loop(
            """
            try:
                connection.execute('insert into missing values (1)')
            except psycopg.Error:
                upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            """)
        let found = try await cell(script)
        #expect(found.result.verdict == .sampled, "\(found.result.because ?? "")")
    }
}
