import FakeSequin
import Postgres
import Sequin
import Simulation

/// Makes a choice happen, and lets everything that follows from it come to rest.
struct StepPerformer {
    private let world: World

    init(_ world: World) { self.world = world }

    func perform(_ choice: Choice) async throws {
        switch choice.action {
        case .create, .update, .delete, .recreate: try world.makeNextChange()
        case .clock: try await WorldClock(world).move()
        case .receive, .ack, .nack, .fetch, .statement, .reconnect: try await proceed(choice)
        case .goOn: try await goOn(choice)
        default:
            if Faults.isStrike(choice.action) { world.countFault() }
            try await Faults.kind(of: choice.action)?.perform(choice, in: world)
        }
        world.executor.drain()
        try await serveCancellations()
        try await world.crew.settlePrograms()
    }

    /// Lets a statement that pauses go on.
    private func goOn(_ choice: Choice) async throws {
        let worker = world.crew.worker(of: choice)
        guard let session = worker.paused(by: choice, world.names) else { return }
        worker.goesOn(over: world.database.contentFingerprint)
        try await world.sessions.goOn(session, pausingAgain: choice.pausesAtRow != nil)
    }

    /// Lets a worker's call through.
    private func proceed(_ choice: Choice) async throws {
        let worker = world.crew.worker(of: choice)
        guard let call = take(choice, of: worker) else { return }
        switch call.call {
        case .receive: receive(call, by: worker, order: choice.records ?? [])
        case .ack(let ids):
            world.board.answer(call, with: .success(world.settle(CallInFlight(ids, by: worker, isNack: false))))
        case .nack(let ids):
            world.board.answer(call, with: .success(world.settle(CallInFlight(ids, by: worker, isNack: true))))
        case .fetch(let id):
            let record = world.consumer.truth.first { $0.id == id && !$0.deleted }
            world.recorder.note(.fetched, by: worker.number, record.map { [world.label($0)] } ?? [])
            world.board.answer(call, with: .success(.record(record)))
        case .statement(let statement):
            try await world.crew.execute(statement, for: call, of: worker, pauses: choice.pausesAtRow != nil)
        case .step(let step):
            try await world.crew.execute(step.statement, for: call, of: worker, pauses: choice.pausesAtRow != nil)
        case .reconnect: try await reconnect(call, of: worker)
        }
    }

    private func take(_ wanted: Choice, of worker: WorkerSlot) -> WorldBoard.Parked? {
        var plain = wanted
        plain.pausesAtRow = nil
        let call = world.board.parked.first { call in
            guard call.process == worker.process else { return false }
            if case .receive = call.call { return wanted.action == .receive }
            return world.names.choice(for: call, of: worker) == plain
        }
        return call.flatMap { world.board.take($0.id) }
    }

    private func receive(_ call: WorldBoard.Parked, by worker: WorkerSlot, order: [String]) {
        let deliveries = world.handOut(world.find(order, for: worker), to: worker)
        var numbers: [AckID: Int] = [:]
        for delivery in deliveries { numbers[delivery.ackID] = world.consumer.deliveryNumber(of: delivery) }
        worker.receive(deliveries, numbers: numbers)
        world.note(.delivered, by: worker, deliveries)
        world.board.answer(call, with: .success(.deliveries(deliveries)))
    }

    private func reconnect(_ call: WorldBoard.Parked, of worker: WorkerSlot) async throws {
        guard let session = worker.code else { return }
        if !session.isLost { try await world.sessions.seats.end(session.backend) }
        session.backend = try await world.sessions.seats.replace(worker.number)
        session.isLost = false
        worker.isOpening = true
        world.board.answer(call, with: .success(.done))
        world.executor.drain()
        try await world.crew.runOpenings()
    }

    /// Cancels what workers want cancelled.
    private func serveCancellations() async throws {
        for worker in world.crew.workers where worker.wantsCancel {
            worker.wantsCancel = false
            if let unsent = world.crew.statementCall(of: worker).flatMap({ world.board.take($0.id) }) {
                world.board.answer(unsent, with: .failure(CancellationError()))
                world.executor.drain()
            } else if let session = worker.code?.backend, !session.isIdle {
                worker.woke()
                try await world.sessions.cancel(session)
            }
        }
        world.executor.drain()
    }
}
