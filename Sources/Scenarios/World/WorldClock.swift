import FakeSequin
import Sequin
import Simulation

/// What time may do in a world: when it may move, and what its move brings.
struct WorldClock {
    /// The next thing that time brings.
    struct Moment {
        var time: Duration
        /// Whether deliveries expire then.
        var isExpiry: Bool
        /// The session that has a timer which is due then; nil for none.
        var session: PooledSession?
        /// The worker whose program has a timer that is due then, before anything else is; nil for none.
        var program: WorkerSlot?
    }

    private let world: World
    private var timeline: Timeline { world.timeline }

    init(_ world: World) { self.world = world }

    /// When the earliest timer or expiry is due.
    var next: Moment? {
        guard let timer = ProgramTimers(world).next else { return nextOfWorld }
        if let other = nextOfWorld, other.time <= timer.time { return other }
        return Moment(time: timer.time, isExpiry: false, program: timer.worker)
    }

    /// When the earliest timer of a worker that is code or of a session, or expiry, is due.
    var nextOfWorld: Moment? {
        guard let timer = world.sessionTimers.next(after: timeline.now) else { return nextOfConsumer }
        if let other = nextOfConsumer, other.time <= timer.time { return other }
        return Moment(time: timer.time, isExpiry: false, session: timer.session)
    }

    private var nextOfConsumer: Moment? {
        let expiry = world.consumer.nextExpiry(after: timeline.now)
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
        guard world.isFree else { return !othersWait }
        // A schedule that failed in the fair phase is followed as a whole, by that phase's rule too.
        if world.plan.isReplay, !othersWait { return true }
        // A program that asks for nothing goes on by the clock alone.
        if let worker = moment.program, worker.program?.isAsking == false { return true }
        // So does a statement that sleeps.
        if moment.session?.tracker.state == .waiting(.forTime) { return true }
        if !world.plan.isReplay, moment.isExpiry, world.expiriesUsed >= world.plan.bounds.clock { return false }
        switch world.plan.scenario.expiry {
        case .never: return false
        case .anyTime: return true
        case .onceHolderHasGone: return !concernsHolder(moment)
        }
    }

    private func concernsHolder(_ moment: Moment) -> Bool {
        if let timer = timeline.next, timer.due <= moment.time,
            world.crew.workers.contains(where: { $0.process == timer.process && !$0.holding.isEmpty })
        {
            return true
        }
        if moment.program?.holding.isEmpty == false { return true }
        if let session = moment.session, world.crew.owner(of: session)?.holding.isEmpty == false { return true }
        guard moment.isExpiry else { return false }
        let held = Set(
            world.crew.workers.filter { !$0.isFrozen }.flatMap(\.holding).map(\.ackID)
                + world.sessions.leftBehind.flatMap(world.crew.holdings(leftWith:)).map(\.ackID))
        return world.consumer.inFlight.contains { slot in
            slot.expires.map { $0 <= moment.time } == true && slot.ackID.map(held.contains) == true
        }
    }

    /// Moves time to the next moment and lets its timers fire.
    func move() async throws {
        let timers = ProgramTimers(world)
        if timers.isThere, try await !timers.letPass() { return }
        guard let moment = nextOfWorld else { return }
        // A long poll that has found nothing ends before time moves on, so that no deadline starts from long ago.
        let hasNothing = world.consumer.deliverable(at: timeline.now, limit: 1).isEmpty
        let polls = hasNothing ? world.crew.workers.compactMap(world.crew.receiveCall) : []
        if moment.isExpiry { tellExpiry(until: moment.time) }
        timeline.move(to: moment.time)
        timers.show(moment.time)
        world.showTime()
        if world.crew.workers.contains(where: { !$0.holding.isEmpty }) { world.consumer.happened(.slowness) }
        while timeline.fireDue() { world.executor.drain() }
        for poll in polls {
            guard let taken = world.board.take(poll.id) else { continue }
            world.board.answer(taken, with: .success(.deliveries([])))
        }
        world.executor.drain()
        if let session = moment.session { try await world.sessions.fireTimer(of: session) }
    }

    private func tellExpiry(until time: Duration) {
        if world.isFree { world.countExpiry() }
        let expired = world.consumer.inFlight.filter { slot in
            slot.expires.map { $0 > timeline.now && $0 <= time } == true
        }
        world.note(.expired, versions: expired.map { world.ledger.label($0.recordID, $0.handedOut ?? $0.version) })
    }
}
