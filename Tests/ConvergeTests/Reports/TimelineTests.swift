import Testing

@testable import Scenarios

@Suite struct TimelineTests {
    private func lines(_ steps: [Step], _ violation: Violation, workers: Int = 2, _ style: TextStyle) -> String {
        TimelineTable(steps, violation: violation, workers: workers, style: style).lines().joined(separator: "\n")
    }

    @Test func raceIn80Columns() {
        #expect(
            lines(Samples.race, Samples.raceViolation, TextStyle()) == """
                  #  upstream   worker 1          worker 2           consumer       row A
                  1  create A                                        A ready        –
                  2             receive A                            A → worker 1
                  3                                                  A expires
                  4  update A′                                       A′ ready
                  5                               receive A′         A′ → worker 2
                  6                               upsert.sql:5 A′ ✓                 A′
                ✗ 7             upsert.sql:5 A ✓                                    A
                  ✓ has been applied
                """)
    }

    @Test func raceIn200Columns() {
        #expect(
            lines(Samples.race, Samples.raceViolation, TextStyle(width: 200)) == """
                  #  upstream   worker 1                               worker 2                                 consumer       row A
                  1  create A                                                                                   A ready        –
                  2             receive A                                                                       A → worker 1
                  3                                                                                             A expires
                  4  update A′                                                                                  A′ ready
                  5                                                    receive A′                               A′ → worker 2
                  6                                                    upsert.sql:5 A′: INSERT 0 1, applied A′                 A′ (10)
                ✗ 7             upsert.sql:5 A: INSERT 0 1, applied A                                                          A (9)
                """)
    }

    @Test func raceInASCIIWithoutRoom() {
        #expect(
            lines(Samples.race, Samples.raceViolation, TextStyle(width: 60, isUnicode: false)) == """
                  1  upstream: create A | A ready
                  2  worker 1: receive A | A -> worker 1
                  3  A expires
                  4  upstream: update A' | A' ready
                  5  worker 2: receive A' | A' -> worker 2
                  6  worker 2: upsert.sql:5 A': INSERT 0 1, applied A' | ...
                > 7  worker 1: upsert.sql:5 A: INSERT 0 1, applied A | ro...
                """)
    }

    @Test func trouble() {
        let violation = Violation(property: .liveness, step: 12, record: nil, because: "")
        #expect(
            lines(Samples.trouble, violation, TextStyle(width: 110)) == """
                   #  upstream   worker 1               worker 2               consumer       row A
                   1  create A                                                 A ready        –
                   2             receive A                                     A → worker 1
                   3  delete A′                                                A′ withheld
                   4             upsert.sql:1 A
                   5             upsert.sql:2 A 0 rows
                   6                                                           A expires
                   7                                    receive A′             A′ → worker 2
                   8                                    upsert.sql:2 A′ waits
                   9             upsert.sql:3 A 40P01   goes on ✓                             A′ deleted
                  10                                    ack A′, no answer      A′ acked
                  11             dies
                  – from here on no faults, and everybody's turn –
                ✗ 12                                    ack A′                 ack ignored
                  ✓ has been applied
                """)
    }

    @Test func longHistoriesLoseTheirMiddle() {
        let steps = Array(repeating: Samples.step(Choice(.update, records: ["A"])), count: 200)
        let violation = Violation(property: .liveness, step: 200, record: nil, because: "")
        let lines = TimelineTable(steps, violation: violation, workers: 1, style: TextStyle()).lines()
        #expect(lines.count == 1 + TimelineTable.longest)
        #expect(lines.contains("  … 141 steps left out …"))
        #expect(lines.last?.hasPrefix("✗ 200") == true)
    }

    @Test func manyWorkersStillFit() {
        let steps = (1...6).map { Samples.step(Samples.statement($0), Note(.finished, worker: $0, detail: "INSERT 0 1")) }
        let violation = Violation(property: .convergence, step: 6, record: nil, because: "")
        for width in [40, 80, 120, 200] {
            let lines = TimelineTable(steps, violation: violation, workers: 6, style: TextStyle(width: width)).lines()
            #expect(lines.allSatisfy { $0.count <= width })
        }
    }

    @Test func controlCharactersStayOut() {
        let text = TextStyle().words("a\u{1B}[31mb\nc\u{7}")
        #expect(text == "a [31mb c ")
    }
}
