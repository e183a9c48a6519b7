import Postgres
import Sequin
import Simulation
import Syncer

/// Tells a world what one of its workers does.
///
/// One thread uses it: the one that runs the world.
final class WorkerTeller: WorkerObserver, @unchecked Sendable {
    private weak var world: World?
    private weak var worker: WorkerSlot?

    init(_ world: World) { self.world = world }

    func watch(_ worker: WorkerSlot) { self.worker = worker }

    private func tell(_ event: (World, WorkerSlot) -> Void) {
        if let world, let worker, !world.board.isDead(worker.process) { event(world, worker) }
    }

    func consumerFailed(with error: any Error) { tell { _, worker in worker.callFailed() } }

    func willApply(_ deliveries: [Delivery]) {
        tell { _, worker in
            worker.applying = deliveries
            worker.isOpening = false
        }
    }

    func applied(_ deliveries: [Delivery]) {
        tell { world, worker in
            worker.applying = []
            world.checkers.applied(deliveries, by: worker.number, step: world.stepNumber)
            world.note(.applied, by: worker, deliveries)
        }
    }

    func failed(_ deliveries: [Delivery], with error: any Error, isFinal: Bool) {
        tell { world, worker in
            let failure = Note.Failure(error)
            world.checkers.failed(deliveries, failure)
            guard isFinal else { return }
            if let error = error as? PostgresError, error.refusesValues { world.countRefusal(error.message) }
            worker.applying = []
            if !world.isFree { world.checkers.gaveUp(deliveries, failure) }
            world.note(.gaveUp, by: worker, deliveries, detail: .failure(failure))
        }
    }

    func missedDeadline(_ deliveries: [Delivery]) {
        tell { world, worker in
            worker.applying = []
            world.note(.missedDeadline, by: worker, deliveries)
        }
    }
}
