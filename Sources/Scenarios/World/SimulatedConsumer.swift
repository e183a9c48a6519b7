import Sequin
import Simulation

/// The consumer as a simulated worker sees it: each call waits for the scheduler.
struct SimulatedConsumer: Consumer {
    let board: WorldBoard
    let process: ProcessID
    let timeline: Timeline
    let ackWait: Duration

    func receive(batchSize: Int) async throws -> [Delivery] {
        let call = WorldCall.receive(batchSize: batchSize, since: timeline.now)
        guard case .deliveries(let deliveries) = try await board.call(call, by: process) else { return [] }
        return deliveries
    }

    func ack(_ ids: [AckID]) async throws { _ = try await board.call(.ack(ids), by: process) }

    func nack(_ ids: [AckID]) async throws { _ = try await board.call(.nack(ids), by: process) }
}
