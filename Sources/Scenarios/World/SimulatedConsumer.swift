import Sequin
import Simulation

/// The consumer as a simulated worker sees it: each call waits for the scheduler.
struct SimulatedConsumer: Consumer {
    let board: WorldBoard
    let process: ProcessID
    let ackWait: Duration

    func receive(batchSize: Int) async throws -> [Delivery] {
        guard case .deliveries(let deliveries) = try await board.call(.receive(batchSize: batchSize), by: process)
        else { return [] }
        return deliveries
    }

    func ack(_ ids: [AckID]) async throws { _ = try await board.call(.ack(ids), by: process) }

    func nack(_ ids: [AckID]) async throws { _ = try await board.call(.nack(ids), by: process) }
}
