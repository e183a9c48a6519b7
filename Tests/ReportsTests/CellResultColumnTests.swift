import FakeSequin
import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct CellResultColumnTests {
    private func column(_ scenario: String, _ consumer: ConsumerKind) -> String {
        var result = Samples.result("own", scenario, .sampled)
        result.consumer = consumer.rawValue
        return result.column
    }

    @Test("A column names its consumer unless it is the usual one")
    func consumer() {
        #expect(column("late-ack", .fenced) == "late-ack")
        #expect(column("late-ack", .sequinStreams) == "late-ack (sequin-streams)")
        #expect(column("batch-duplicates", .sequinSinks) == "batch-duplicates")
    }
}
