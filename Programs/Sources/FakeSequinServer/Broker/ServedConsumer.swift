import FakeSequin
import Sequin
import SequinWire
import Synchronization

/// A consumer of the server: the fake in process, its names on the wire, and the faults that wait for its calls.
final class ServedConsumer: Sendable {
    let name: String
    /// From 1, in the order of making; it is never given again.
    let number: Int
    let sequin: FakeSequin

    private struct Plans {
        var faults: [PlannedFault] = []
        /// What the next receive hands out a second time.
        var duplicate: [Delivery] = []
    }
    private let plans = Mutex(Plans())

    init(name: String, number: Int, configuration: ConsumerConfiguration, clock: SteppableClock) {
        self.name = name
        self.number = number
        sequin = FakeSequin(configuration, clock: clock)
    }

    /// Its id as a UUID.
    var id: String { "00000000-0000-4000-9000-" + WireAckID.hex(number, 12) }

    /// Whether a poll that finds nothing to deliver is answered at once: Sequin's sinks wait only while there is no message
    /// at all, and one in flight is one (pull_controller.ex, `wait`). So a client polls without a pause meanwhile.
    func answersEmptyPolls() async -> Bool {
        guard sequin.configuration.kind == .sequinSinks else { return false }
        return await sequin.inspect { $0.slotCount } > 0
    }

    func plan(_ fault: PlannedFault) { plans.withLock { $0.faults.append(fault) } }

    func clearFaults() { plans.withLock { $0 = Plans() } }

    var planned: [PlannedFault] { plans.withLock { $0.faults } }

    /// The fault that strikes this call, if one does; it then has one time less.
    func fault(for call: WireCall) -> Fault? {
        plans.withLock { plans in
            guard let index = plans.faults.firstIndex(where: { $0.call == call }) else { return nil }
            defer {
                plans.faults[index].timesLeft -= 1
                if plans.faults[index].timesLeft == 0 { plans.faults.remove(at: index) }
            }
            return plans.faults[index].fault
        }
    }

    func duplicate(_ deliveries: [Delivery]) { plans.withLock { $0.duplicate = deliveries } }

    /// What was handed out before and is to be handed out again, once.
    func takeDuplicate() -> [Delivery] {
        plans.withLock { plans in
            defer { plans.duplicate = [] }
            return plans.duplicate
        }
    }
}
