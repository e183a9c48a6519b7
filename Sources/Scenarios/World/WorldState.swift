import FakeSequin
import Postgres
import Simulation
import Syncer

/// A world's whole state as a hash, to which each owner adds its own part.
///
/// The database is its committed rows, and what open transactions have done to them; a worker is what it holds and
/// what its script has been answered; the consumer is its slots.
struct WorldState {
    private let world: World

    init(_ world: World) { self.world = world }

    /// The hash; nil where part of the state cannot be seen.
    func fingerprint() -> StateFingerprint? {
        let footprints = world.plan.footprints
        guard let content = world.database.contentFingerprint, !footprints.hasHiddenState,
            world.sessions.leftBehind.isEmpty
        else { return nil }
        // What two open transactions have written lies in an order that cannot be seen yet.
        if footprints.rowOrderMatters, world.crew.workers.count(where: \.memory.isInside) > 1 { return nil }
        var print = content
        print.add(UInt64(world.expiriesUsed))
        print.add(UInt64(world.faultsUsed))
        world.checkers.add(to: &print)
        world.consumer.add(to: &print, at: world.timeline.now)
        for worker in world.crew.workers { add(worker, to: &print) }
        for timer in world.timeline.timers {
            print.add(UInt64(world.crew.workers.first { $0.process == timer.process }?.number ?? 0))
            print.add("\(timer.due - world.timeline.now)")
        }
        return print
    }

    private func add(_ worker: WorkerSlot, to print: inout StateFingerprint) {
        print.add(UInt64(worker.number))
        for flag in [
            worker.isFresh, worker.isFrozen, world.timeline.hasOverdue(worker.process), worker.sessions.isEmpty,
        ] { print.add(flag ? UInt64(1) : UInt64(0)) }
        for delivery in worker.holding { world.consumer.add(delivery, to: &print) }
        for call in world.board.parked where call.process == worker.process {
            print.add(call.call.name)
            if case .receive(_, let since) = call.call, let deadline = world.plan.policy.deadline {
                // How much of the time for its next batch is over already.
                print.add("\(min(world.timeline.now - since, world.plan.consumer.ackWait * deadline))")
            }
            if let statement = call.call.statement {
                print.add(statement.sql)
                for parameter in statement.parameters { print.add(orNil: parameter) }
            }
        }
        worker.memory.add(to: &print)
        if let session = worker.code { world.sessions.add(session.backend, to: &print) }
    }
}
