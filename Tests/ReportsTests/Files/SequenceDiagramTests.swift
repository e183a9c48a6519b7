import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct SequenceDiagramTests {
    @Test func race() {
        #expect(
            Samples.failure().sequenceDiagram.joined(separator: "\n") == """
                sequenceDiagram
                    participant U as upstream
                    participant C as consumer
                    participant W1 as worker 1
                    participant W2 as worker 2
                    participant P as Postgres
                    U->>C: 1 create A
                    C->>W1: 2 receive A
                    Note over C: 3 A expires
                    U->>C: 4 update A\u{2032}
                    C->>W2: 5 receive A\u{2032}
                    W2->>P: 6 upsert.sql:5 A\u{2032}
                    Note over W2: INSERT 0 1, applied A\u{2032}
                    Note over P: row A\u{2032} (10)
                    rect rgba(220, 60, 60, 0.18)
                        W1->>P: 7 upsert.sql:5 A
                        Note over W1: INSERT 0 1, applied A
                        Note over P: row A (9)
                        Note over U,P: ✗ monotonic-versions, because \(Samples.raceViolation.because)
                    end
                """)
    }

    @Test func locksLossesAndDeath() {
        let violation = Violation(property: .liveness, step: 12, record: nil, because: "of it")
        let lines = Samples.failure(Samples.trouble, violation).sequenceDiagram
        for line in [
            "    U->>C: 3 delete A\u{2032}, withheld", "    Note over W2: waits for a lock",
            "    Note over W1: fails: 40P01 deadlock detected",
            "    Note over W2: 9 goes on, UPDATE 1, applied A\u{2032}",
            "    W2->>C: 10 ack A\u{2032}, answer lost", "    Note over W1: 11 dies",
            "    Note over U,P: the fair phase: no more faults, and each worker in turn",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test func nothingEndsALineOrBeginsAComment() {
        let hostile = "a;b#c%%{x}<b>\n\"`end"
        #expect(SequenceDiagram.escaped(hostile) == "a#59;b#35;c#37;#37;#123;x#125;#60;b#62; #34;#96;end")
    }

    @Test func accentsHideNothing() {
        #expect(SequenceDiagram.escaped("a;\u{301}b") == "a#59;\u{301}b")
    }

    @Test func longHistoriesAreCut() {
        let steps = Array(repeating: Samples.step(Choice(.update, records: ["A"])), count: 200)
        let violation = Violation(property: .liveness, step: 200, record: nil, because: "")
        let lines = Samples.failure(steps, violation).sequenceDiagram
        #expect(lines.contains("    Note over U,P: 141 steps left out"))
        #expect(lines.count < 80)
    }
}
