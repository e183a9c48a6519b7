import FakeSequin
import Hummingbird
import Sequin
import SequinWire
import ServiceLifecycle

/// The three calls of a worker, whatever their routes: with faults, long polling and the journal.
struct Calls: Sendable {
    let broker: Broker

    /// Hands out deliveries with their ids as the wire has them.
    ///
    /// A poll whose client vanishes while it waits takes nothing. Watching the client takes its connection, which serves
    /// no further request.
    ///
    /// - Returns: The deliveries, and whether the connection ends with the answer.
    func receive(
        _ consumer: ServedConsumer, batchSize: Int, wait: Duration, request: Request, context: ServerContext
    ) async throws -> (deliveries: [Delivery], endsConnection: Bool) {
        try await answer(.receive, of: consumer, context: context) { fault in
            var deliveries = consumer.takeDuplicate()
            let isDuplicate = !deliveries.isEmpty
            if !isDuplicate {
                deliveries = try await consumer.sequin.receive(batchSize: batchSize, waitFor: .zero)
            }
            var waits = deliveries.isEmpty && wait > .zero
            if waits, await consumer.answersEmptyPolls() { waits = false }
            if waits {
                deliveries = try await request.body.consumeWithCancellationOnInboundClose { _ in
                    try await poll(consumer, batchSize: batchSize, wait: wait)
                }
            }
            if fault == .duplicateDelivery { consumer.duplicate(deliveries) }
            note(deliveries, of: consumer, note: isDuplicate ? "duplicate" : nil)
            let named = deliveries.map {
                var delivery = $0
                delivery.ackID = AckID(WireAckID.text($0.ackID, consumer: consumer.number))
                return delivery
            }
            return (named, waits)
        }
    }

    /// Waits for deliveries; a server that is shutting down answers that there are none.
    private func poll(_ consumer: ServedConsumer, batchSize: Int, wait: Duration) async throws -> [Delivery] {
        do {
            return try await cancelWhenGracefulShutdown {
                try await consumer.sequin.receive(batchSize: batchSize, waitFor: wait)
            }
        } catch is CancellationError where Task.isShuttingDownGracefully && !Task.isCancelled {
            return []
        }
    }

    /// Settles deliveries.
    func ack(_ ids: [AckID], of consumer: ServedConsumer, context: ServerContext) async throws {
        try await answer(.ack, of: consumer, context: context) { _ in
            let outcomes = await consumer.sequin.settle(ids)
            let time = broker.clock.now.sinceStart
            broker.journal.note(
                outcomes.map { outcome in
                    Journal.Entry(
                        time: time, consumer: consumer.name, event: "ack", record: outcome.recordID,
                        version: outcome.removed.last ?? outcome.handedOut,
                        note: outcome.ignored.map { "ignored: \($0.rawValue)" })
                })
        }
    }

    /// Gives deliveries back.
    func nack(_ ids: [AckID], of consumer: ServedConsumer, context: ServerContext) async throws {
        try await answer(.nack, of: consumer, context: context) { _ in
            let outcomes = await consumer.sequin.giveBack(ids)
            let time = broker.clock.now.sinceStart
            broker.journal.note(
                outcomes.map { outcome in
                    Journal.Entry(
                        time: time, consumer: consumer.name, event: "nack", record: outcome.recordID,
                        version: outcome.handedOut,
                        note: outcome.ignored.map { "ignored: \($0.rawValue)" } ?? (outcome.isDead ? "dead" : nil))
                })
        }
    }

    private func answer<Answer: Sendable>(
        _ call: WireCall, of consumer: ServedConsumer, context: ServerContext,
        _ perform: (Fault?) async throws -> Answer
    ) async throws -> Answer {
        let fault = consumer.fault(for: call)
        if fault == .dropRequest { try await drop(context) }
        let answer = try await perform(fault)
        switch fault {
        case .dropResponse: try await drop(context)
        case .delayResponse(let delay):
            // A clock that stands still must not keep the server from ending.
            try? await cancelWhenGracefulShutdown { try await broker.clock.sleep(for: delay) }
        default: break
        }
        return answer
    }

    /// Closes the connection without an answer.
    private func drop(_ context: ServerContext) async throws -> Never {
        try? await context.channel.close()
        throw CancellationError()
    }

    private func note(_ deliveries: [Delivery], of consumer: ServedConsumer, note: String?) {
        let time = broker.clock.now.sinceStart
        broker.journal.note(
            deliveries.map {
                Journal.Entry(
                    time: time, consumer: consumer.name, event: "delivery", record: $0.record.id,
                    version: $0.record.updatedIdx,
                    note: note ?? ($0.deliverCount > 1 ? "deliver count \($0.deliverCount)" : nil))
            })
    }
}
