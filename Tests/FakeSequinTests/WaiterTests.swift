import Sequin
import TestSupport
import Testing

@testable import FakeSequin

@Suite(.ownTime) struct WaiterTests {
    private let batch = [Delivery(ackID: AckID("d1"), record: record("A", 1), deliverCount: 1)]

    @Test func `a claimed waiter gets its deliveries, however late it comes to wait`() async {
        let waiter = Waiter(batchSize: 1)
        #expect(waiter.claim())
        #expect(!waiter.claim(), "by one only")
        waiter.end()
        waiter.finish(batch)
        #expect(await waiter.value() == batch)
    }

    @Test func `a waiter whose wait has ended cannot be claimed`() async {
        let waiter = Waiter(batchSize: 1)
        waiter.end()
        #expect(!waiter.claim())
        waiter.finish(batch)
        #expect(await waiter.value() == nil)
    }

    @Test func `a cancelled waiter ends, unless it was claimed`() async {
        for isClaimed in [false, true] {
            let waiter = Waiter(batchSize: 1)
            if isClaimed { #expect(waiter.claim()) }
            await withTaskGroup(of: [Delivery]?.self) { group in
                group.addTask { await waiter.value() }
                group.cancelAll()
                // Only a wait that can no longer be claimed has ended by cancellation.
                if isClaimed { waiter.finish(batch) }
                #expect(await group.next() == .some(isClaimed ? batch : nil))
            }
        }
    }
}
