import FakeSequin
import OrderedCollections
import Sequin
import SequinWire

extension Broker {
    /// Everything, as the control API and the page show it.
    func description(slots limit: Int) async -> JSONValue {
        var descriptions: [JSONValue] = []
        for consumer in all { descriptions.append(await description(of: consumer, slots: limit)) }
        return .object([
            "clock": clock.json, "stream": .string(stream), "record_count": .integer(records.count),
            "consumers": .array(descriptions), "journal": journal.json,
        ])
    }

    /// One consumer, with its first slots.
    nonisolated func description(of consumer: ServedConsumer, slots limit: Int) async -> JSONValue {
        let configuration = consumer.sequin.configuration
        let now = await consumer.sequin.now
        let (count, inFlight, slots, dead) = await consumer.sequin.inspect {
            ($0.slotCount, $0.inFlightCount, $0.firstSlots(limit), $0.dead)
        }
        return .object([
            "name": .string(consumer.name), "id": .string(consumer.id), "kind": .string(configuration.kind.rawValue),
            "ack_wait_ms": .integer(configuration.ackWait.milliseconds),
            "max_ack_pending": .integer(configuration.maxAckPending),
            "max_deliver": configuration.maxDeliver.map { .integer($0) } ?? .null,
            "groups_by_record": .bool(configuration.groupsByRecord), "slot_count": .integer(count),
            "in_flight": .integer(inFlight), "waiting": .integer(await consumer.sequin.waiterCount),
            "faults": .array(consumer.planned.map(\.json)),
            "slots": .array(slots.map { $0.json(consumer: consumer.number, at: now) }),
            "dead": .array(
                dead.map {
                    .object([
                        "record_id": .string($0.record.id), "version": .integer($0.record.updatedIdx),
                        "deliver_count": .integer($0.deliverCount),
                    ])
                }),
        ])
    }
}

extension SlotView {
    fileprivate func json(consumer: Int, at now: Duration) -> JSONValue {
        .object([
            "record_id": .string(recordID), "state": .string(state.rawValue), "version": .integer(version),
            "handed_out": handedOut.map { .integer($0) } ?? .null, "deliver_count": .integer(deliverCount),
            "expires_in_ms": expires.map { .integer(max(.zero, $0 - now).milliseconds) } ?? .null,
            "ack_id": ackID.map { .string(WireAckID.text($0, consumer: consumer)) } ?? .null,
        ])
    }
}

extension SteppableClock {
    var json: JSONValue {
        .object(["mode": .string(mode.rawValue), "now_ms": .integer(now.sinceStart.milliseconds)])
    }
}
