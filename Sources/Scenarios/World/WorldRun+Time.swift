import FakeSequin
import Sequin
import Simulation

/// The next thing that time brings.
struct Moment {
    var time: Duration
    /// Whether deliveries expire then.
    var isExpiry: Bool
}

extension WorldRun {
    /// When the earliest timer or expiry is due.
    func nextMoment() -> Moment? {
        let expiry = consumer.nextExpiry(after: timeline.now)
        switch (timeline.next?.due, expiry) {
        case (nil, nil): return nil
        case (let timer?, nil): return Moment(time: timer, isExpiry: false)
        case (nil, let expiry?): return Moment(time: expiry, isExpiry: true)
        case (let timer?, let expiry?):
            return timer < expiry ? Moment(time: timer, isExpiry: false) : Moment(time: expiry, isExpiry: true)
        }
    }

    /// Whether the clock may move now. In the second phase it moves only when nothing else can happen.
    func mayMove(to moment: Moment, othersWait: Bool) -> Bool {
        guard isFree else { return !othersWait }
        // A schedule that failed in the fair phase is followed as a whole, by that phase's rule too.
        if plan.isReplay, !othersWait { return true }
        if !plan.isReplay, moment.isExpiry, expiriesUsed >= plan.bounds.clock { return false }
        switch plan.scenario.expiry {
        case .never: return false
        case .anyTime: return true
        case .onceHolderHasGone: return !concernsHolder(moment)
        }
    }

    private func concernsHolder(_ moment: Moment) -> Bool {
        if let timer = timeline.next, timer.due <= moment.time,
            lanes.contains(where: { $0.process == timer.process && !$0.holding.isEmpty })
        {
            return true
        }
        guard moment.isExpiry else { return false }
        let held = Set(
            lanes.filter { !$0.isFrozen }.flatMap(\.holding).map(\.ackID) + orphans.flatMap(\.abandoned).map(\.ackID))
        return consumer.inFlight.contains { slot in
            slot.expires.map { $0 <= moment.time } == true && slot.ackID.map(held.contains) == true
        }
    }

    /// Moves time to the next moment and lets its timers fire.
    func moveClock() {
        guard let moment = nextMoment() else { return }
        // A long poll that has found nothing ends before time moves on, so that no deadline starts from long ago.
        let idle =
            consumer.deliverable(at: timeline.now, limit: 1).isEmpty ? lanes.compactMap(receiveCall) : []
        if moment.isExpiry, isFree { expiriesUsed += 1 }
        if isRecording, moment.isExpiry {
            let expired = consumer.inFlight.filter { slot in
                slot.expires.map { $0 > timeline.now && $0 <= moment.time } == true
            }
            notes.append(Note(.expired, versions: expired.map { label($0.recordID, $0.handedOut ?? $0.version) }))
        }
        timeline.move(to: moment.time)
        if lanes.contains(where: { !$0.holding.isEmpty }) { hazards.happened(.slowness) }
        while timeline.fireDue() { executor.drain() }
        for parked in idle {
            guard let taken = board.take(parked.id) else { continue }
            board.answer(taken, with: .success(.deliveries([])))
        }
        executor.drain()
    }
}
