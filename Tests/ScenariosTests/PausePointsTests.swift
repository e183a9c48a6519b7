import Postgres
import TestSupport
import Testing

@testable import Scenarios

/// Statements that wait at a row, and go on.
@Suite(.ownTime) struct PausePointsTests {
    /// Two sessions that write, and the pause points of the tables that they write.
    ///
    /// One thread uses it.
    private final class Stage {
        let points: PausePoints
        let writer: Connection
        let other: Connection
        /// The rows that sessions have come to, and told of.
        var places: [PausePlace] = []

        init(points: PausePoints, writer: Connection, other: Connection) {
            self.points = points
            self.writer = writer
            self.other = other
        }

        func send(_ sql: String, on session: Connection) throws {
            try session.send(Statement(sql, prepares: false))
        }

        /// Whether a session that was sent a statement waits at a pause point of its own now; false if it has ended.
        func waits(_ session: Connection) async throws -> Bool {
            while true {
                switch await session.nextEvent() {
                case .notice(let notice):
                    if let place = PausePlace(notice) { places.append(place) }
                    let isWaiting = notice.message.contains("still waiting for")
                    if isWaiting, points.isWait(of: session.backendPID, notice: notice.message) { return true }
                case .finished(let result):
                    _ = try result.get()
                    return false
                }
            }
        }

        /// Lets a session that waits through to its next row.
        ///
        /// - Returns: Whether it waits again.
        func step(_ session: Connection) async throws -> Bool {
            var waitsAgain = false
            BackendProcess.stop(session.backendPID)
            try await points.step(session.backendPID) {
                BackendProcess.resume(session.backendPID)
                waitsAgain = try await waits(session)
            }
            return waitsAgain
        }

        /// How often a statement pauses on its way to its end.
        func pauses(of sql: String) async throws -> Int {
            try await points.close(writer.backendPID)
            try send(sql, on: writer)
            var count = 0
            var isWaiting = try await waits(writer)
            while isWaiting {
                count += 1
                isWaiting = try await step(writer)
            }
            try await points.open(writer.backendPID)
            return count
        }
    }

    private static let schema = #"""
        create table rows (id text, number int, primary key (id, number));
        create table plain (note text);
        create table parent (pk bigint generated always as identity primary key, code text unique);
        create table child (number int, code text references parent (code) on update cascade on delete cascade);
        create table parts (id text primary key, number int) partition by hash (id);
        create table part_0 partition of parts for values with (modulus 2, remainder 0);
        create table part_1 partition of parts for values with (modulus 2, remainder 1);
        create schema side;
        create table side."Odd ""one""" ("the ""id""" text primary key)
        """#

    private func onStage(_ body: @escaping @Sendable (Stage) async throws -> Void) async throws {
        try await TestServer.run { server in
            try await server.withDatabase("paused", schema: Self.schema) { database in
                let access = try server.access
                let control = try await Connection.open(access.controlTarget(database: database), on: server.loop)
                let holder = HarnessSession(
                    try await Connection.open(access.pauseHolderTarget(database: database), on: server.loop),
                    meter: StatementMeter())
                let points = try await PausePoints(tables: [], control: control, holder: holder)
                let writer = try await Connection.open(access.workerTarget(database: database), on: server.loop)
                let other = try await Connection.open(access.workerTarget(database: database), on: server.loop)
                defer {
                    points.end()
                    for session in [control, writer, other] { session.close() }
                }
                try await body(Stage(points: points, writer: writer, other: other))
            }
        }
    }

    @Test("A statement waits at its first row while its session is closed, and goes on when that is opened")
    func oneRow() async throws {
        try await onStage { stage in
            let pid = stage.writer.backendPID
            try await stage.points.close(pid)
            #expect(stage.points.isClosed(for: pid))
            try stage.send("insert into rows values ('A', 1)", on: stage.other)
            #expect(try await stage.waits(stage.other) == false, "another session")
            try stage.send("update rows set number = 2 where id = 'B'", on: stage.writer)
            #expect(try await stage.waits(stage.writer) == false, "no row")
            try stage.send("update rows set number = 2 where id = 'A'", on: stage.writer)
            #expect(try await stage.waits(stage.writer) == true)
            try await stage.points.open(pid)
            #expect(!stage.points.isClosed(for: pid))
            #expect(try await stage.waits(stage.writer) == false)
            try stage.send("delete from rows where id = 'A'", on: stage.writer)
            #expect(try await stage.waits(stage.writer) == false, "it stays open")
        }
    }

    @Test(
        "A statement pauses at each row that it writes, whatever its table and key",
        arguments: [
            ("insert into rows select 'A', n from generate_series(1, 3) n", 3),
            ("insert into plain values ('x')", 1),
            // The insert is met before it is found to conflict, the update after.
            ("insert into parent (code) values ('a') on conflict (code) do update set code = 'a'", 2),
            // The parent's row, and the child's by the cascade.
            ("update parent set code = 'b'", 2),
            ("delete from parent", 2),
            ("insert into parts values ('a', 1), ('b', 2), ('c', 3)", 3),
            ("update parts set number = 4", 2),
            (
                "with gone as (delete from plain returning note) insert into side.\"Odd \"\"one\"\"\" select note from gone",
                2
            ),
            ("select 1", 0),
        ])
    func everyRow(_ sql: String, pauses: Int) async throws {
        try await onStage { stage in
            for setup in [
                "insert into parent (code) values ('a')", "insert into child values (1, 'a')",
                "insert into parts values ('d', 1), ('e', 1)", "insert into plain values ('w')",
            ] { _ = try await stage.other.run(Statement(setup, prepares: false)) }
            #expect(try await stage.pauses(of: sql) == pauses)
        }
    }

    @Test("The server tells table and keys of the row, whatever a script has silenced")
    func places() async throws {
        try await onStage { stage in
            for sql in [
                "set client_min_messages = error", "set search_path = side",
                "insert into public.parent (code) values ('a')",
                "insert into public.child values (1, 'a')",
                "insert into side.\"Odd \"\"one\"\"\" values ('it''s')",
                "insert into public.plain values ('x')",
            ] { _ = try await stage.pauses(of: sql) }
            #expect(
                stage.places == [
                    PausePlace(table: "parent", keys: ["1", "a"]), PausePlace(table: "child", keys: ["a"]),
                    PausePlace(table: "side.Odd \"one\"", keys: ["it's"]), PausePlace(table: "plain", keys: []),
                ])
        }
    }

    @Test("A step leads to the next row of the same statement, and from the last to its end")
    func steps() async throws {
        try await onStage { stage in
            try await stage.points.close(stage.writer.backendPID)
            try stage.send("insert into rows select 'A', n from generate_series(1, 3) n", on: stage.writer)
            #expect(try await stage.waits(stage.writer) == true)
            #expect(try await stage.step(stage.writer) == true, "the second row")
            #expect(try await stage.step(stage.writer) == true, "the third row")
            #expect(try await stage.step(stage.writer) == false, "no row is left")
            try stage.send("insert into rows values ('A', 4)", on: stage.writer)
            #expect(try await stage.waits(stage.writer) == true, "it is closed still")
            try await stage.points.open(stage.writer.backendPID)
            #expect(try await stage.waits(stage.writer) == false)
        }
    }

    @Test("All can be opened at once")
    func openAll() async throws {
        try await onStage { stage in
            for (id, session) in [("A", stage.writer), ("B", stage.other)] {
                try await stage.points.close(session.backendPID)
                try stage.send("insert into rows values ('\(id)', 1)", on: session)
                #expect(try await stage.waits(session) == true)
            }
            try await stage.points.openAll()
            for session in [stage.writer, stage.other] {
                #expect(!stage.points.isClosed(for: session.backendPID))
                #expect(try await stage.waits(session) == false)
            }
        }
    }

    @Test("Only the notice of an advisory lock of the session's own, while that is closed, says that it waits there")
    func notices() async throws {
        try await onStage { stage in
            let pid = stage.writer.backendPID
            let own = "process \(pid) still waiting for ExclusiveLock on advisory lock [16384,\(pid),0,2] after 1 ms"
            #expect(!stage.points.isWait(of: pid, notice: own), "open")
            try await stage.points.close(pid)
            #expect(stage.points.isWait(of: pid, notice: own))
            #expect(!stage.points.isWait(of: pid, notice: own.replacing(",\(pid),", with: ",\(pid)0,")))
            #expect(!stage.points.isWait(of: pid, notice: own.replacing(",0,2]", with: ",7,2]")))
            #expect(!stage.points.isWait(of: pid, notice: own.replacing("advisory lock", with: "relation")))
            #expect(!stage.points.isWait(of: stage.other.backendPID, notice: own))
        }
    }
}
