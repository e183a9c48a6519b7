import Sequin
import Simulation
import Syncer

/// Tells a world what one of its workers does.
///
/// One thread uses it: the one that runs the world.
final class LaneObserver: WorkerObserver, @unchecked Sendable {
    private weak var run: WorldRun?
    private weak var lane: Lane?

    init(run: WorldRun) { self.run = run }

    func watch(_ lane: Lane) { self.lane = lane }

    private func tell(_ event: (WorldRun, Lane) -> Void) {
        if let run, let lane, !run.board.isDead(lane.process) { event(run, lane) }
    }

    func willApply(_ deliveries: [Delivery]) {
        tell { _, lane in
            lane.applying = deliveries
            lane.isOpening = false
        }
    }

    func applied(_ deliveries: [Delivery]) {
        tell { run, lane in
            lane.applying = []
            run.noteApplied(deliveries, by: lane)
        }
    }

    func failed(_ deliveries: [Delivery], with error: any Error, isFinal: Bool) {
        tell { run, lane in run.noteFailed(deliveries, by: lane, error: error, isFinal: isFinal) }
    }

    func missedDeadline(_ deliveries: [Delivery]) {
        tell { run, lane in
            lane.applying = []
            run.note(.missedDeadline, by: lane, deliveries)
        }
    }
}
