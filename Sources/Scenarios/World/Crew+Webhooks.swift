import Postgres
import Sequin
import Simulation

/// Events that are posted to programs.
extension Crew {
    /// Parks that a program can be posted an event: which one, and when, the scheduler decides.
    func park(_ posted: PostedEvents, of worker: WorkerSlot, _ program: WorkerProgram) {
        worker.hasAsked = true
        let call = WorldCall.receive(batchSize: 1, since: world.timeline.now)
        _ = world.board.park(call, by: worker.process) { [unowned self, unowned worker] result in
            switch result {
            case .failure(is CancellationError): return
            case .failure: worker.callFailed()
            case .success(.deliveries(let deliveries)):
                for delivery in deliveries {
                    program.posted(posted.post(delivery, at: programSeconds))
                }
            case .success: break
            }
            program.answered(posted)
        }
    }

    /// What time it is for programs, in seconds since 1970.
    private var programSeconds: Int64 { world.programs?.time.seconds(at: world.timeline.now) ?? 0 }

    /// Parks a program's answer to an event until it arrives at the consumer, or is lost.
    func park(_ attempt: WebhookAttempt, of worker: WorkerSlot, _ program: WorkerProgram) {
        if program.answersInTransaction {
            trouble = program.trouble("has answered with a transaction open: commit or roll back before")
        }
        let ids = [attempt.delivery.ackID]
        if attempt.isSuccess {
            worker.claim(ids)
        } else {
            giveUp([attempt.delivery], of: worker, otherwise: Note.Failure(sqlState: nil, message: attempt.told))
        }
        _ = world.board.park(attempt.isSuccess ? .ack(ids) : .nack(ids), by: worker.process) {
            [unowned worker] result in
            if case .failure(is CancellationError) = result { return }
            worker.isDone(with: attempt.delivery)
            program.end(attempt)
        }
    }

    /// The place of a step among those of one name that a program waits for at once: the least that none of them has.
    func turn(of step: ProgramStep, by worker: WorkerSlot) -> Int {
        let taken = world.board.parked.compactMap { call -> Int? in
            guard call.process == worker.process, case .step(let other) = call.call,
                other.statement.name == step.statement.name, other.records == step.records
            else { return nil }
            return other.turn
        }
        return (1...taken.count + 1).first { !taken.contains($0) } ?? 1
    }
}
