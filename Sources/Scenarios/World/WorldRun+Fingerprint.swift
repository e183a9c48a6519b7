import FakeSequin
import Postgres
import Sequin
import Simulation

extension WorldRun {
    /// The world's whole state as a hash; nil where part of it cannot be seen.
    ///
    /// The database is its committed rows, and what open transactions have done to them; a worker is what it holds and
    /// what its script has been answered; the consumer is its slots.
    func fingerprint() -> StateFingerprint? {
        guard let content = database.contentFingerprint, !plan.footprints.hasHiddenState, orphans.isEmpty else {
            return nil
        }
        // What two open transactions have written lies in an order that nobody sees yet.
        if plan.footprints.rowOrderMatters, lanes.count(where: \.isInside) > 1 { return nil }
        var print = content
        print.add(UInt64(changesMade))
        print.add(UInt64(expiriesUsed))
        print.add(UInt64(faultsUsed))
        for record in checker.records {
            print.add(record.upsert?.version ?? .min)
            print.add(record.deletion?.version ?? .min)
            print.add(record.deliveredDeletion ?? .min)
            print.add(record.ack?.version ?? .min)
            print.add(record.wasLive ? UInt64(1) : UInt64(0))
        }
        addConsumer(to: &print)
        for copy in callsInFlight {
            print.add(UInt64(copy.worker))
            print.add(copy.isNack ? UInt64(1) : UInt64(0))
            for delivery in copy.deliveries { add(delivery, to: &print) }
        }
        for lane in lanes { add(lane, to: &print) }
        for timer in timeline.timers {
            print.add(UInt64(lanes.first { $0.process == timer.process }?.number ?? 0))
            print.add("\(timer.due - timeline.now)")
        }
        return print
    }

    private func add(_ delivery: Delivery, to print: inout StateFingerprint) {
        print.add(delivery.record.id)
        print.add(delivery.record.updatedIdx)
        // Two ack ids are alike if they name the slot as it is, or do not.
        let names = consumer.view(of: delivery.record.id).contains { $0.ackID == delivery.ackID }
        print.add(names ? UInt64(1) : UInt64(0))
    }

    private func addConsumer(to print: inout StateFingerprint) {
        for slot in consumer.slots {
            print.add(slot.recordID)
            print.add(slot.version)
            print.add(slot.handedOut ?? .min)
            print.add(slot.state.rawValue)
            if plan.consumer.maxDeliver != nil { print.add(UInt64(slot.deliverCount)) }
            print.add(slot.expires.map { max($0 - timeline.now, .zero) }.map { "\($0)" } ?? "")
        }
        for dead in consumer.dead { print.add(dead.record.id) }
    }

    private func add(_ lane: Lane, to print: inout StateFingerprint) {
        print.add(UInt64(lane.number))
        print.add(lane.isFresh ? UInt64(1) : UInt64(0))
        for flag in [lane.isFrozen, timeline.hasOverdue(lane.process), lane.session.isLost] {
            print.add(flag ? UInt64(1) : UInt64(0))
        }
        for delivery in lane.holding { add(delivery, to: &print) }
        for parked in board.parked where parked.process == lane.process {
            print.add(parked.call.name)
            if case .statement(let statement) = parked.call {
                print.add(statement.sql)
                for parameter in statement.parameters { print.add(orNil: parameter) }
            }
        }
        print.add(lane.memory)
        print.add(lane.transaction)
        print.add(orNil: lane.session.backend.pausedKey)
        print.add(UInt64(lane.session.backend.pauses))
        print.add(Int64(lane.session.backend.blockedOrder.map(rank) ?? -1))
    }

    /// The place of a blocked session among the blocked ones.
    private func rank(_ order: Int) -> Int {
        lanes.count { ($0.session.backend.blockedOrder ?? .max) < order }
    }
}
