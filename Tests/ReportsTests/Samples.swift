@testable import Reports
@testable import Scenarios

/// Histories as runs record them.
enum Samples {
    static func step(_ choice: Choice, _ notes: Note..., isFree: Bool = true) -> Step {
        Step(choice: choice, isFree: isFree, time: 0, notes: notes)
    }

    static func statement(_ worker: Int, _ call: String = "upsert.sql:5") -> Choice {
        Choice(.statement, worker: worker, records: ["A"], call: call)
    }

    /// The guide's race.
    static let race: [Step] = [
        step(Choice(.create, records: ["A"])),
        step(Choice(.receive, worker: 1, records: ["A"]), Note(.delivered, worker: 1, versions: [VersionName("A")])),
        step(Choice(.clock), Note(.expired, versions: [VersionName("A")])),
        step(Choice(.update, records: ["A"])),
        step(Choice(.receive, worker: 2, records: ["A"]), Note(.delivered, worker: 2, versions: [VersionName("A", 1)])),
        step(
            statement(2), Note(.finished, worker: 2, detail: .tag("INSERT 0 1")),
            Note(.applied, worker: 2, versions: [VersionName("A", 1)]),
            Note(.row, versions: [VersionName("A", 1)], detail: .row(.init(version: 10)))),
        step(
            statement(1), Note(.finished, worker: 1, detail: .tag("INSERT 0 1")),
            Note(.applied, worker: 1, versions: [VersionName("A")]),
            Note(.row, versions: [VersionName("A")], detail: .row(.init(version: 9)))),
    ]

    static let raceViolation = Violation(
        property: .monotonicVersions, step: 7, record: "A",
        because: "worker 2 had applied A\u{2032} (version 10) at step 6, and after worker 1: upsert.sql:5 (A) the row "
            + "is at A (version 9)")

    /// Locks, failures, lost answers, a death.
    static let trouble: [Step] = [
        step(Choice(.create, records: ["A"])),
        step(Choice(.receive, worker: 1, records: ["A"]), Note(.delivered, worker: 1, versions: [VersionName("A")])),
        step(Choice(.delete, records: ["A"])),
        step(statement(1, "upsert.sql:1"), Note(.finished, worker: 1, detail: .tag("BEGIN"))),
        step(statement(1, "upsert.sql:2"), Note(.finished, worker: 1, detail: .tag("UPDATE 0"))),
        step(Choice(.clock), Note(.expired, versions: [VersionName("A")])),
        step(Choice(.receive, worker: 2, records: ["A"]), Note(.delivered, worker: 2, versions: [VersionName("A", 1)])),
        step(statement(2, "upsert.sql:2"), Note(.blocked, worker: 2)),
        step(
            statement(1, "upsert.sql:3"),
            Note(.failed, worker: 1, detail: .failure(.init(sqlState: "40P01", message: "deadlock detected"))),
            Note(.woke, worker: 2), Note(.finished, worker: 2, detail: .tag("UPDATE 1")),
            Note(.applied, worker: 2, versions: [VersionName("A", 1)]),
            Note(.row, versions: [VersionName("A", 1)], detail: .row(.init(version: 10, isDeleted: true)))),
        step(
            Choice(.loseResponse, worker: 2, records: ["A"], call: "ack"),
            Note(.acked, worker: 2, versions: [VersionName("A", 1)])),
        step(Choice(.crash, worker: 1), Note(.crashed, worker: 1, versions: [VersionName("A")])),
        step(
            Choice(.ack, worker: 2, records: ["A"]), Note(.ignored, worker: 2, versions: [VersionName("A")]),
            isFree: false),
    ]

    /// A program whose statement is refused, which then asks for what there is not, and ends.
    static let program: [Step] = {
        let call = "insert into stripe.subscription ( id, upstream_id, d… #90c1"
        let missing = "relation \"stripe.subscription\" does not exist"
        var steps = [
            step(Choice(.create, records: ["A"])),
            step(
                Choice(.receive, worker: 1, records: ["A"]), Note(.delivered, worker: 1, versions: [VersionName("A")])),
            step(
                statement(1, call),
                Note(.failed, worker: 1, detail: .failure(.init(sqlState: "42P01", message: missing)))),
            step(Choice(.ack, worker: 1, records: ["A"]), Note(.acked, worker: 1, versions: [VersionName("A")])),
            step(Choice(.clock), Note(.crashed, worker: 1)),
        ]
        steps[0].detail.programs = [StepDetail.ProgramNews(worker: 1, output: ["waiting"])]
        steps[2].detail.sql = StepDetail.SQL(
            origin: call, text: "insert into stripe.subscription (id, upstream_id) values ($1, $2)",
            parameters: ["a", "b"],
            connection: StepDetail.Connection(number: 2, before: "idle", after: "in a transaction"))
        steps[2].detail.programs = [
            StepDetail.ProgramNews(worker: 1, output: ["retrying", missing, "LINE 1: insert into …", "          ^"])
        ]
        steps[3].detail.programs = [
            StepDetail.ProgramNews(worker: 1, refusals: ["GET /ack was answered with 404: Not found"])
        ]
        steps[4].detail.programs = [
            StepDetail.ProgramNews(
                worker: 1, ending: "ended with status 1",
                output: ["Traceback", "  File \"worker.py\", line 73, in main", "    <b>", "KeyError: 'plan'"])
        ]
        return steps
    }()

    static func result(
        _ strategy: String, _ scenario: String, _ verdict: Verdict, property: Property? = nil, because: String? = nil
    ) -> CellResult {
        var result = CellResult(
            strategy: strategy, scenario: scenario, consumer: "fenced", explorer: "random",
            bounds: Bounds(workers: 2, records: 1, changes: 2, clock: 1), verdict: verdict)
        result.property = property
        result.because = because
        result.schedules = 200
        result.hazards = 101
        return result
    }
}
