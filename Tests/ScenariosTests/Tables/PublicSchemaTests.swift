import TestSupport
import Testing

@testable import Scenarios

/// Tables of public projects are judged, or refused in one sentence; no verdict is about values that were made up.
///
/// A violation that the outcome does not name would be one.
@Suite(.ownTime) struct PublicSchemaTests {
    @Test("A public project's table is judged as it is", arguments: PublicSchema.all)
    func judged(_ schema: PublicSchema) async throws {
        let table = schema.table
        switch schema.outcome {
        case .holds: try await table.expectHolds("in-order", "concurrent-workers", "ack-wait-race", "everything")
        case .holdsByTime: try await table.expectHolds("in-order", "concurrent-workers", "ack-wait-race")
        case .stale:
            try await table.expectHolds("in-order", "concurrent-workers")
            let result = try #require(try await table.results("ack-wait-race").first)
            #expect(result.property == .convergence, "\(result.because ?? "")")
            #expect(try await table.advice("ack-wait-race")?.cause == "overwritten")
        case .unmarked:
            #expect(try await table.advice("duplicate-delivery")?.cause == "unmarked")
        case .refused(let words):
            let refusal = try #require(try await table.refusal())
            #expect(refusal.contains(words), "\(refusal)")
        }
    }

    @Test("There are thirty of them and more, and each says what it is")
    func count() {
        let all = PublicSchema.all
        #expect(Set(all.map(\.project)).count >= 28)
        #expect(all.count >= 30)
        #expect(Set(all.map(\.testDescription)).count == all.count)
    }
}
