import TestSupport
import Testing

@testable import Processes

@Suite(.ownTime) struct PatienceTests {
    private let patience = Patience(limit: .seconds(10))

    @Test("One that sleeps is given the limit, and no more")
    func sleeps() {
        #expect(patience.exceeded(after: .seconds(9), busy: .zero) == nil)
        #expect(patience.exceeded(after: .seconds(10), busy: .zero) == .seconds(10))
        #expect(patience.exceeded(after: .seconds(13), busy: .seconds(3)) == .seconds(10))
    }

    @Test("One that works, or that others keep from the processor, is given longer, and not for ever")
    func works() {
        #expect(patience.exceeded(after: .seconds(30), busy: .seconds(29)) == nil)
        #expect(patience.exceeded(after: .seconds(60), busy: .seconds(60)) == .seconds(60))
    }

    @Test("As busy as a process is its busiest thread, since the look before")
    func busiest() {
        let start = look([1: 5, 2: 1])
        #expect(look([1: 6, 2: 4]).busiest(since: start) == .seconds(3))
        #expect(look([1: 6, 3: 7]).busiest(since: start) == .seconds(7))
        #expect(look([:]).busiest(since: start) == .zero)
    }

    private func look(_ threads: [Int32: Int]) -> ProcessLook {
        ProcessLook(
            threads.sorted { $0.key < $1.key }.map { id, seconds in
                ThreadLook(id: id, state: UInt8(ascii: "S"), busy: .seconds(seconds), turns: 0, call: "")
            })
    }
}
