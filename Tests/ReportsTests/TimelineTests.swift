import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct TimelineTests {
    private func lines(_ steps: [Step], _ violation: Violation, workers: Int = 2, _ style: TextStyle) -> String {
        TimelineTable(steps, mark: HistoryMark(violation), workers: workers, style: style).lines().joined(
            separator: "\n")
    }

    @Test func raceIn80Columns() {
        #expect(
            lines(Samples.race, Samples.raceViolation, TextStyle()) == """
                  #  upstream   worker 1          worker 2           consumer       row A
                  1  create A                                        A ready        –
                  2             receive A                            A → worker 1
                  3             │                                    A expires
                  4  update A′  │                                    A′ ready
                  5             │                 receive A′         A′ → worker 2
                  6             │                 upsert.sql:5 A′ ✓                 A′
                ✗ 7             upsert.sql:5 A ✓  │                                 A
                  │ holds a delivery, ✓ has been applied
                """)
    }

    @Test("Of several versions of one record, the line names the one that the step is about")
    func subjects() {
        var steps = Samples.race
        steps[6].detail.subjects = [VersionName("A", 1)]
        let last = lines(steps, Samples.raceViolation, TextStyle()).split(separator: "\n").first { $0.hasPrefix("✗") }
        #expect(last?.contains("upsert.sql:5 A′ ✓") == true)
    }

    @Test func raceIn200Columns() {
        #expect(
            lines(Samples.race, Samples.raceViolation, TextStyle(width: 200)) == """
                  #  upstream   worker 1                               worker 2                                 consumer       row A
                  1  create A                                                                                   A ready        –
                  2             receive A                                                                       A → worker 1
                  3             │                                                                               A expires
                  4  update A′  │                                                                               A′ ready
                  5             │                                      receive A′                               A′ → worker 2
                  6             │                                      upsert.sql:5 A′: INSERT 0 1, applied A′                 A′ (10)
                ✗ 7             upsert.sql:5 A: INSERT 0 1, applied A  │                                                       A (9)
                  │ holds a delivery
                """)
    }

    @Test func raceInASCIIWithoutRoom() {
        #expect(
            lines(Samples.race, Samples.raceViolation, TextStyle(width: 60, isUnicode: false)) == """
                  1      upstream: create A | A ready
                  2  *   worker 1: receive A | A -> worker 1
                  3  |   A expires
                  4  |   upstream: update A' | A' ready
                  5  |*  worker 2: receive A' | A' -> worker 2
                  6  |*  worker 2: upsert.sql:5 A' ok | row A'
                > 7  *|  worker 1: upsert.sql:5 A ok | row A
                  * the worker that acts, | holds a delivery, ok has been
                  applied
                """)
    }

    @Test func trouble() {
        let violation = Violation(property: .liveness, step: 12, record: nil, because: "")
        #expect(
            lines(Samples.trouble, violation, TextStyle(width: 110)) == """
                   #  upstream   worker 1               worker 2               consumer       row A
                   1  create A                                                 A ready        –
                   2             receive A                                     A → worker 1
                   3  delete A′  │                                             A′ withheld
                   4             upsert.sql:1 A
                   5             upsert.sql:2 A 0 rows
                   6             │                                             A expires
                   7             │                      receive A′             A′ → worker 2
                   8             │                      upsert.sql:2 A′ waits
                   9             upsert.sql:3 A 40P01   goes on ✓                             A′ deleted
                      · worker 1: 40P01 deadlock detected
                  10             │                      ack A′, no answer      A′ acked
                  11             dies
                  – the fair phase: no more faults, and each worker in turn –
                ✗ 12                                    ack A′                 ack ignored
                  │ holds a delivery, ✓ has been applied
                """)
    }

    @Test("What a program met and wrote stands beside the step, short in a narrow terminal")
    func program() {
        let violation = Violation(property: .liveness, step: 5, record: "A", because: "")
        #expect(
            lines(Samples.program, violation, workers: 1, TextStyle()) == """
                  #  upstream  worker 1                              consumer      row
                  1  create A                                        A ready       –
                      · worker 1 wrote: waiting
                  2            receive A                             A → worker 1
                  3            insert into stripe.subscrip… A 42P01
                      · worker 1: 42P01 relation "stripe.subscription" does not exist
                      · worker 1 wrote: retrying
                      · worker 1 wrote: LINE 1: insert into …
                  4            ack A refused                         A acked
                      · worker 1: GET /ack was answered with 404: Not found
                ✗ 5            ended with status 1
                      · worker 1 wrote: File "worker.py", line 73, in main
                      · worker 1 wrote: <b>
                      · worker 1 wrote: KeyError: 'plan'
                """)
    }

    @Test("Where there is room the lane itself says what the server said, and what was said once is not said again")
    func programWithRoom() {
        let violation = Violation(property: .liveness, step: 6, record: "A", because: "")
        let steps = Samples.program + [Samples.program[2]]
        let text = lines(steps, violation, workers: 1, TextStyle(width: 200))
        let call = "insert into stripe.subscription ( id, upstream_id, d… #90c1 A"
        #expect(text.contains("\(call): fails: 42P01 relation \"stripe.subscription\" does not exist"))
        #expect(!text.contains("worker 1: 42P01"))
        #expect(text.split(separator: "\n").count { $0.contains("wrote: retrying") } == 1)
        let narrow = lines(steps, violation, workers: 1, TextStyle(width: 40))
        #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 40 }, "\(narrow)")
    }

    @Test func longHistoriesLoseTheirMiddle() {
        let steps = Array(repeating: Samples.step(Choice(.update, records: ["A"])), count: 200)
        let violation = Violation(property: .liveness, step: 200, record: nil, because: "")
        let lines = TimelineTable(steps, mark: HistoryMark(violation), workers: 1, style: TextStyle()).lines()
        #expect(lines.count == 1 + HistoryExcerpt.longest)
        #expect(lines.contains("  … 141 steps left out …"))
        #expect(lines.last?.hasPrefix("✗ 200") == true)
    }

    @Test func manyWorkersStillFit() {
        let steps = (1...6).map {
            Samples.step(Samples.statement($0), Note(.finished, worker: $0, detail: .tag("INSERT 0 1")))
        }
        let violation = Violation(property: .convergence, step: 6, record: nil, because: "")
        for width in [40, 80, 120, 200] {
            let lines = TimelineTable(steps, mark: HistoryMark(violation), workers: 6, style: TextStyle(width: width))
                .lines()
            #expect(lines.filter { $0.count > width } == [])
        }
    }

    @Test func controlCharactersStayOut() {
        let text = TextStyle().words("a\u{1B}[31mb\nc\u{7}")
        #expect(text == "a [31mb c ")
    }
}

/// What lanes show between their own steps.
@Suite(.ownTime) struct LaneTests {
    private func lines(_ steps: [Step], width: Int = 200, isUnicode: Bool = true) -> [String] {
        let violation = Violation(property: .liveness, step: steps.count, record: nil, because: "")
        return TimelineTable(
            steps, mark: HistoryMark(violation), workers: 2, style: TextStyle(width: width, isUnicode: isUnicode)
        ).lines()
    }

    private let waiting: [Step] = [
        Samples.step(
            Choice(.receive, worker: 1, records: ["A"]), Note(.delivered, worker: 1, versions: [VersionName("A")])),
        Samples.step(Samples.statement(1), Note(.paused, worker: 1)),
        Samples.step(
            Choice(.receive, worker: 2, records: ["A"]), Note(.delivered, worker: 2, versions: [VersionName("A")])),
        Samples.step(Samples.statement(2), Note(.blocked, worker: 2)),
        Samples.step(Choice(.create, records: ["B"])),
        Samples.step(
            Choice(.goOn, worker: 1, records: ["A"], call: "upsert.sql:5"), Note(.finished, worker: 1),
            Note(.woke, worker: 2), Note(.finished, worker: 2)),
        Samples.step(Choice(.create, records: ["C"])),
        Samples.step(Choice(.ack, worker: 1, records: ["A"]), Note(.acked, worker: 1, versions: [VersionName("A")])),
        Samples.step(Choice(.freeze, worker: 2)),
        Samples.step(Choice(.create, records: ["D"])),
    ]

    @Test func marks() {
        #expect(
            lines(waiting).joined(separator: "\n") == """
                   #  upstream  worker 1                       worker 2                          consumer      row
                   1            receive A                                                        A → worker 1  –
                   2            upsert.sql:5 A: pauses inside
                   3            ‖                              receive A                         A → worker 2
                   4            ‖                              upsert.sql:5 A: waits for a lock
                   5  create B  ‖                              ┆                                 B ready
                   6            upsert.sql:5 A goes on         goes on
                   7  create C  │                              │                                 C ready
                   8            ack A                          │                                 A acked
                   9                                           freezes
                ✗ 10  create D                                 ~                                 D ready
                  │ holds a delivery, ┆ waits for a lock, ‖ paused inside its statement, ~ frozen
                """)
    }

    @Test func marksInASCII() {
        let text = lines(waiting, isUnicode: false).joined(separator: "\n")
        #expect(text.contains("   5  create B  =                              :"))
        #expect(text.contains("  | holds a delivery, : waits for a lock, = paused inside its statement, ~ frozen"))
        #expect(text.allSatisfy { $0.isASCII })
    }

    @Test func noLineIsBlank() {
        var step = Samples.step(Choice(.clock))
        step.time = 22.5
        #expect(lines([step])[1].contains("clock at 22.5 s"))
        step.time = 45
        #expect(lines([step])[1].contains("clock at 45 s"))
    }

    @Test func anAckThatTakesMoreSaysSo() {
        let ack = Samples.step(
            Choice(.ack, worker: 1, records: ["A"]),
            Note(.acked, worker: 1, versions: [VersionName("A")], detail: .removed([VersionName("A", 1)])))
        #expect(lines([ack])[1].contains("A acked, removes A\u{2032}"))
    }
}
