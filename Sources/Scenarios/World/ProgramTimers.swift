import FakeSequin
import Processes
import Sequin
import Simulation

/// The timers of programs under virtual time: when time may move to the next, and what its move brings.
///
/// A timer counts as something that may happen while its worker is at work: while it holds a delivery, or does not ask for
/// any. Others, such as those of a pool that looks after its connections, fire on the way, as do those of less than a second
/// of one that waits for an answer, such as a driver's that looks for signals meanwhile.
struct ProgramTimers {
    private let world: World
    private var timeline: Timeline { world.timeline }

    init(_ world: World) { self.world = world }

    /// So much time passes in one step at most, if nothing comes of it.
    private static let longest = Duration.seconds(3600)

    /// Time moves in whole steps of this length.
    private static let quantum = Duration.milliseconds(100)

    /// Whether programs run under virtual time.
    var isThere: Bool { world.programs?.time.virtual != nil }

    /// The earliest timer that counts, and whose it is.
    var next: (time: Duration, worker: WorkerSlot)? {
        guard isThere else { return nil }
        let timers = world.crew.workers.filter(isAtWork).compactMap { worker in
            // One that asks for something goes on without the clock, but for its limits.
            due(worker, worker.program?.isAsking == true ? \.limit : \.next).map { (time: $0, worker: worker) }
        }
        return timers.min { $0.time < $1.time }
    }

    private func isAtWork(_ worker: WorkerSlot) -> Bool {
        !worker.isFrozen && (!worker.holding.isEmpty || world.crew.receiveCall(of: worker) == nil)
    }

    private func due(
        _ worker: WorkerSlot, _ deadline: KeyPath<ProcessClock.Settled, Duration?> = \.next
    ) -> Duration? {
        guard !worker.isFrozen, let settled = worker.program?.process.clock?.settled, let programs = world.programs,
            let shown = settled[keyPath: deadline]
        else { return nil }
        return max(programs.time.time(shown: shown), timeline.now)
    }

    /// What has to happen before a world is at rest: of programs that have nothing to do each would ask again by the clock, and
    /// two that sleep between their calls might never ask at once.
    func needed(of options: [Option<Choice>], _ isQuiescent: () -> Bool) -> [Option<Choice>] {
        isThere && options.allSatisfy { $0.choice.action == .clock } && isQuiescent() ? [] : options
    }

    // MARK: Moving

    /// Shows programs a time of the run.
    func show(_ time: Duration) {
        guard isThere, let programs = world.programs else { return }
        let shown = programs.time.shown(time)
        for worker in world.crew.workers { worker.program?.advance(to: shown) }
    }

    /// Lets time pass until a timer fires of which something comes, or up to the next expiry. Timers fire in order.
    ///
    /// - Returns: Whether time was to move to the expiry, and nothing has come before it.
    func letPass() async throws -> Bool {
        let start = timeline.now
        let wanted = WorldClock(world).next
        let asking = Set(world.crew.workers.filter { world.crew.receiveCall(of: $0) != nil }.map(\.number))
        let before = signature(asking)
        // What has nothing to give says so before time moves on.
        try await endPolls { _ in true }
        while true {
            let moment = WorldClock(world).nextOfWorld
            let end = moment?.time ?? start + Self.longest
            guard let earliest = nextOfAll(), earliest < end else {
                if moment != nil, wanted?.program == nil { return true }
                // Whatever fired on the way, the time is the same in every run.
                timeline.move(to: end - .nanoseconds(1))
                show(timeline.now)
                return false
            }
            // What a runtime does in between takes a few microseconds or milliseconds more or less.
            let firing = min(earliest.roundedUp(to: Self.quantum), end - .nanoseconds(1))
            timeline.move(to: firing)
            show(firing)
            try await world.crew.settlePrograms()
            if world.crew.workers.contains(where: { !$0.holding.isEmpty }) { world.consumer.happened(.slowness) }
            let after = signature(asking)
            guard after == before else {
                // What fired besides, and came to nothing, is chance.
                for worker in world.crew.workers where after[worker.number] != before[worker.number] {
                    world.note(.timer, by: worker)
                }
                return false
            }
            try await endPolls { timeline.now - $0.since >= $0.limit }
        }
    }

    /// The earliest timer of any program, and end of a call for deliveries that finds none.
    private func nextOfAll() -> Duration? {
        let ends = polls().filter { $0.limit > .zero }.map { max($0.since + $0.limit, timeline.now) }
        return (world.crew.workers.compactMap { due($0) } + ends).min()
    }

    /// What a program waits for, and would be told.
    private struct Poll {
        var call: WorldBoard.Parked
        var since: Duration
        var limit: Duration
    }

    private func polls() -> [Poll] {
        guard world.consumer.deliverable(at: timeline.now, limit: 1).isEmpty else { return [] }
        return world.crew.workers.filter { !$0.isFrozen && $0.program?.posted == nil }.compactMap { worker in
            guard let call = world.crew.receiveCall(of: worker), case .receive(_, let since) = call.call else {
                return nil
            }
            return Poll(call: call, since: since, limit: worker.program?.longestPoll ?? .zero)
        }
    }

    private func endPolls(_ isOver: (Poll) -> Bool) async throws {
        let over = polls().filter(isOver)
        guard !over.isEmpty else { return }
        for poll in over {
            guard let taken = world.board.take(poll.call.id) else { continue }
            world.board.answer(taken, with: .success(.deliveries([])))
        }
        try await world.crew.settlePrograms()
    }

    /// What can be seen of the programs: if it is the same, nothing has come of a timer.
    ///
    /// - Parameter asking: The workers that asked for deliveries at first: that one asks again is nothing, unless there are
    ///   some.
    private func signature(_ asking: Set<Int>) -> [Int: [String]] {
        let hasDeliveries = !world.consumer.deliverable(at: timeline.now, limit: 1).isEmpty
        let workers = world.crew.workers.map { worker in
            let calls = world.board.parked.filter { $0.process == worker.process }
                .map { world.names.choice(for: $0, of: worker) }
                .filter { $0.action != .receive || hasDeliveries || !asking.contains(worker.number) }
            // That a pool closes a connection which has nothing to do is nothing either.
            let busy = worker.sessions.count { !$0.isIdle }
            return (worker.number, ["\(worker.process.number) \(busy)"] + calls.map { "\($0)" }.sorted())
        }
        return Dictionary(workers) { first, _ in first }
            .merging([0: ["\(world.sessions.leftBehind.count)"]]) { worker, _ in worker }
    }
}

extension WorkerSlot {
    /// Whether it is a program that sleeps before it asks for deliveries again, and has none.
    var sleepsEmptyHanded: Bool {
        guard let program, hasAsked, holding.isEmpty, !program.isAsking else { return false }
        return program.process.clock?.settled?.next != nil
    }
}

extension Duration {
    /// The next whole multiple of a length.
    fileprivate func roundedUp(to step: Duration) -> Duration {
        let whole = step * Int((self / step).rounded(.up))
        return whole < self ? whole + step : whole
    }
}
