public import ArgumentParser
public import FakeSequin
import OrderedCollections
import Sequin

/// Deliveries a second in process: each is received, acknowledged, and replaced by a new version of its record, so that
/// the number of slots stays what it is.
struct PairsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "pairs")

    @Option var slots = 1000
    @Option var pairs = 500_000
    @Option var batchSize = 1
    @Option var kind = ConsumerKind.fenced

    mutating func run() async throws {
        let records = try Rows.records(slots)
        let fake = FakeSequin(.init(kind: kind, maxAckPending: 10_000))
        await fake.publish(records)
        var (done, next) = (0, 0)
        var receiving = Duration.zero
        while done < pairs {
            let started = ContinuousClock.now
            let deliveries = try await fake.receive(batchSize: batchSize)
            await fake.ack(deliveries.map(\.ackID))
            receiving += ContinuousClock.now - started
            done += deliveries.count
            // Not measured: what upstream does.
            await fake.publish(deliveries.map(\.record))
            next += deliveries.count
        }
        Report(["pairs_per_second": Double(done) / (receiving / .seconds(1)), "slots": Double(slots)]).print()
    }
}

extension ConsumerKind: @retroactive ExpressibleByArgument {}
