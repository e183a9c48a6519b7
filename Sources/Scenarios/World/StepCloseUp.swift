import FakeSequin
import Postgres
import Sequin
import Simulation

/// What a close look at a step shows: the SQL that it sends, and the rows and slots of the records that it concerns.
struct StepCloseUp {
    private let world: World
    private let choice: Choice
    private let statement: Statement?
    private let subjects: [VersionName]
    private let rowsBefore: [[Row]]
    private let connection: ProgramConnection?
    private let transactionBefore: String

    /// Looks before the choice is made.
    init(_ choice: Choice, in world: World) {
        self.world = world
        self.choice = choice
        statement = Self.statement(of: choice, in: world)
        subjects = Self.subjects(of: choice, in: world).map(world.label)
        rowsBefore = world.checkers.committed.rows
        connection = Self.connection(of: choice, in: world)
        transactionBefore = Self.told(connection?.transactionStatus)
    }

    /// The call whose statement a choice lets through.
    private static func call(of choice: Choice, in world: World) -> WorldCall? {
        let worker = world.crew.worker(of: choice)
        let statements = world.board.parked.filter { $0.process == worker.process && $0.call.statement != nil }
        return (statements.first { $0.call.statement?.name == choice.call } ?? statements.first)?.call
    }

    /// The connection that a program's statement is sent on, or goes on.
    private static func connection(of choice: Choice, in world: World) -> ProgramConnection? {
        guard choice.worker != nil, let program = world.crew.worker(of: choice).program else { return nil }
        switch choice.action {
        case .statement, .disconnectBefore, .disconnectAfter:
            guard case .step(let step)? = call(of: choice, in: world) else { return nil }
            return program.connection(step.connection)
        case .goOn:
            return world.crew.worker(of: choice).paused(by: choice, world.names).flatMap(program.connection(of:))
        default: return nil
        }
    }

    private static func told(_ status: TransactionStatus?) -> String {
        switch status {
        case .inTransaction: "in a transaction"
        case .failed: "in a failed transaction"
        case .lost: "lost"
        default: "idle"
        }
    }

    /// The statement that a choice lets through, or lets go on.
    private static func statement(of choice: Choice, in world: World) -> Statement? {
        switch choice.action {
        case .statement, .disconnectBefore, .disconnectAfter: return call(of: choice, in: world)?.statement
        case .goOn:
            return world.crew.worker(of: choice).paused(by: choice, world.names)?.statement
        default: return nil
        }
    }

    /// The deliveries that the call is about which a choice lets through, or loses.
    private static func subjects(of choice: Choice, in world: World) -> [Delivery] {
        guard choice.worker != nil, choice.action != .receive, choice.action != .lateCopy else { return [] }
        let worker = world.crew.worker(of: choice)
        for call in world.board.parked where call.process == worker.process {
            // A program that works on several events may wait for several calls of a kind.
            if worker.program?.posted != nil, !isMeant(call, by: choice, of: worker, in: world) { continue }
            switch call.call {
            case .ack(let ids), .nack(let ids):
                guard choice.action == .ack || choice.action == .nack || choice.call != nil else { continue }
                return ids.compactMap(worker.delivery)
            case .statement: return worker.subjects
            case .step(let step): return subjects(of: step, by: worker)
            case .receive, .fetch, .reconnect: continue
            }
        }
        return choice.action == .goOn ? worker.subjects : []
    }

    private static func isMeant(
        _ call: WorldBoard.Parked, by choice: Choice, of worker: WorkerSlot, in world: World
    ) -> Bool {
        var plain = choice
        plain.pausesAtRow = nil
        return world.names.choice(for: call, of: worker) == plain
            || world.names.fault(choice.action, at: call, of: worker) == choice
    }

    /// What a program's step is about: of a program that works on several events, those of the records that the step names,
    /// and of several of one record those whose version it names.
    private static func subjects(of step: ProgramStep, by worker: WorkerSlot) -> [Delivery] {
        guard worker.program?.posted != nil else { return worker.subjects }
        let held = worker.subjects.filter { step.records.contains($0.record.id) }
        let named = held.filter { step.statement.parameters.contains("\($0.record.updatedIdx)") }
        return named.isEmpty ? held : named
    }

    /// What is to be seen once the step is over.
    func detail() -> StepDetail {
        var detail = StepDetail()
        detail.subjects = subjects
        detail.sql = statement.map {
            StepDetail.SQL(origin: $0.origin, text: $0.sql, parameters: $0.parameters, connection: connectionNow)
        }
        detail.programs = world.crew.takeNews()
        var seen = Set<String>()
        // What is received its note tells, by the names of records.
        let chosen = choice.action == .receive && world.consumer.keepsNoOrder ? [] : choice.records ?? []
        let named = chosen + world.recorder.notes.flatMap(\.versions).map(\.record)
        detail.records = named.filter { seen.insert($0).inserted }
        for name in detail.records {
            guard let record = world.ledger.records.first(where: { world.ledger.name(ofID: $0.id) == name })
            else { continue }
            detail.rows.append(change(of: record, name))
            detail.slots += world.consumer.view(of: record.id).map { slot($0, name) }
        }
        return detail
    }

    private var connectionNow: StepDetail.Connection? {
        connection.map {
            StepDetail.Connection(
                number: $0.number, before: transactionBefore, after: Self.told($0.transactionStatus))
        }
    }

    private func change(of record: RecordKnowledge, _ name: String) -> StepDetail.RowChange {
        let committed = world.checkers.committed
        let shape = committed.table(of: record)
        let index = committed.tableIndex(of: record)
        let before = (rowsBefore.indices.contains(index) ? rowsBefore[index] : []).first { $0.id == record.id }
        let after = committed.row(of: record)
        return StepDetail.RowChange(
            record: name, table: shape.table, wasThere: before != nil, isThere: after != nil,
            columns: shape.columns.enumerated().map { position, column in
                StepDetail.RowChange.Column(
                    name: column.name, before: before?.values[position], after: after?.values[position])
            })
    }

    private func slot(_ view: SlotView, _ name: String) -> StepDetail.Slot {
        let isExpired = view.isExpired(at: world.timeline.now)
        let state =
            switch view.state {
            case .available: "available"
            case .delivered: isExpired ? "delivered, expired" : "delivered"
            case .pendingRedelivery: isExpired ? "pending redelivery, expired" : "pending redelivery"
            }
        return StepDetail.Slot(
            record: name, state: state, version: world.ledger.label(view.recordID, view.version).description,
            handedOut: view.handedOut.map { world.ledger.label(view.recordID, $0).description },
            deliveries: view.deliverCount, expires: view.expires.map { $0 / .seconds(1) })
    }
}
