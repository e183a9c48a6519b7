import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Bits

@Suite(.ownTime) struct ConfinementTests {
    @Test("A value is confined to the thread that made it, and to no other")
    func threads() {
        let confinement = Confinement()
        #expect(confinement.isHere)
        confinement.assertIsolated()

        let isThere = Mutex(true)
        let done = DispatchSemaphore(value: 0)
        // The first thread waits, and so is not the one that asks.
        Thread {
            isThere.withLock { $0 = confinement.isHere }
            done.signal()
        }.start()
        done.wait()
        #expect(!isThere.withLock { $0 })
    }
}
