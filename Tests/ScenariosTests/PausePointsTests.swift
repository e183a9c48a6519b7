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
        let loop: EventLoop

        init(points: PausePoints, writer: Connection, other: Connection, loop: EventLoop) {
            self.points = points
            self.writer = writer
            self.other = other
            self.loop = loop
        }

        func send(_ sql: String, on session: Connection) throws {
            try session.send(Statement(sql, prepares: false))
        }

        /// Whether a session that was sent a statement waits at a pause point of its own now; false if it has ended.
        func waits(_ session: Connection) async throws -> Bool {
            while true {
                switch await session.nextEvent() {
                case .notice(let notice):
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
        func step(_ session: Connection, key: String) async throws -> Bool {
            var waitsAgain = false
            BackendProcess.stop(session.backendPID)
            try await points.step(session.backendPID, key: key, on: loop) {
                BackendProcess.resume(session.backendPID)
                waitsAgain = try await waits(session)
            }
            return waitsAgain
        }
    }

    private static let schema = """
        create table rows (id text, number int, primary key (id, number));
        create table plain (note text)
        """

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
                try await body(Stage(points: points, writer: writer, other: other, loop: server.loop))
            }
        }
    }

    @Test("A statement waits at the row that is closed for its session, and goes on when that is opened")
    func oneRow() async throws {
        try await onStage { stage in
            let pid = stage.writer.backendPID
            try await stage.points.close(pid, key: "A")
            #expect(stage.points.isClosed(for: pid))
            try stage.send("insert into rows values ('B', 1)", on: stage.writer)
            #expect(try await stage.waits(stage.writer) == false, "another row")
            try stage.send("insert into rows values ('A', 1)", on: stage.other)
            #expect(try await stage.waits(stage.other) == false, "another session")
            try stage.send("update rows set number = 2 where id = 'A'", on: stage.writer)
            #expect(try await stage.waits(stage.writer) == true)
            try await stage.points.open(pid)
            #expect(!stage.points.isClosed(for: pid))
            #expect(try await stage.waits(stage.writer) == false)
            try stage.send("delete from rows where id = 'A'", on: stage.writer)
            #expect(try await stage.waits(stage.writer) == false, "it stays open")
        }
    }

    @Test("A row of a table without a key waits wherever its session is closed")
    func noKey() async throws {
        try await onStage { stage in
            try await stage.points.close(stage.writer.backendPID, key: "A")
            try stage.send("insert into plain values ('x')", on: stage.writer)
            #expect(try await stage.waits(stage.writer) == true)
            try await stage.points.openAll()
            #expect(try await stage.waits(stage.writer) == false)
        }
    }

    @Test("A step leads to the next row of the same statement, and from the last to its end")
    func steps() async throws {
        try await onStage { stage in
            try await stage.points.close(stage.writer.backendPID, key: "A")
            try stage.send("insert into rows select 'A', n from generate_series(1, 3) n", on: stage.writer)
            #expect(try await stage.waits(stage.writer) == true)
            #expect(try await stage.step(stage.writer, key: "A") == true, "the second row")
            #expect(try await stage.step(stage.writer, key: "A") == true, "the third row")
            #expect(try await stage.step(stage.writer, key: "A") == false, "no row is left")
            try stage.send("insert into rows values ('A', 4)", on: stage.writer)
            #expect(try await stage.waits(stage.writer) == true, "it is closed still")
            try await stage.points.open(stage.writer.backendPID)
            #expect(try await stage.waits(stage.writer) == false)
        }
    }

    @Test("All can be opened at once")
    func openAll() async throws {
        try await onStage { stage in
            for (key, session) in [("A", stage.writer), ("B", stage.other)] {
                try await stage.points.close(session.backendPID, key: key)
                try stage.send("insert into rows values ('\(key)', 1)", on: session)
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
            let own = "process \(pid) still waiting for ExclusiveLock on advisory lock [16384,\(pid),7,2] after 1 ms"
            #expect(!stage.points.isWait(of: pid, notice: own), "open")
            try await stage.points.close(pid, key: "A")
            #expect(stage.points.isWait(of: pid, notice: own))
            #expect(!stage.points.isWait(of: pid, notice: own.replacing(",\(pid),", with: ",\(pid)0,")))
            #expect(!stage.points.isWait(of: pid, notice: own.replacing("advisory lock", with: "relation")))
            #expect(!stage.points.isWait(of: stage.other.backendPID, notice: own))
        }
    }
}
