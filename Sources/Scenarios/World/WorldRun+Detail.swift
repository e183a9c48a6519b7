import FakeSequin
import Postgres
import Sequin
import Simulation

extension WorldRun {
    /// The statement that a choice lets through, or lets go on.
    func statement(of choice: Choice) -> Statement? {
        switch choice.action {
        case .statement, .disconnectBefore, .disconnectAfter:
            let lane = lane(of: choice)
            for parked in board.parked where parked.process == lane.process {
                if case .statement(let statement) = parked.call { return statement }
            }
            return nil
        case .goOn: return lane(of: choice).session.backend.statement
        default: return nil
        }
    }

    /// The deliveries that the call is about which a choice lets through, or loses.
    func subjects(of choice: Choice) -> [Delivery] {
        guard choice.worker != nil, choice.action != .receive, choice.action != .lateCopy else { return [] }
        let lane = lane(of: choice)
        for parked in board.parked where parked.process == lane.process {
            switch parked.call {
            case .ack(let ids), .nack(let ids):
                guard choice.action == .ack || choice.action == .nack || choice.call != nil else { continue }
                return lane.holding.filter { ids.contains($0.ackID) }
            case .statement: return lane.subjects
            case .receive, .reconnect: continue
            }
        }
        return choice.action == .goOn ? lane.subjects : []
    }

    /// What a close look at a step shows.
    func detail(
        of choice: Choice, _ subjects: [VersionName], _ statement: Statement?, rowsBefore: [[Row]]
    ) -> StepDetail {
        var detail = StepDetail()
        detail.subjects = subjects
        detail.sql = statement.map {
            StepDetail.SQL(origin: $0.origin, text: $0.sql, parameters: $0.parameters)
        }
        var seen = Set<String>()
        let named = (choice.records ?? []) + notes.flatMap(\.versions).map(\.record)
        detail.records = named.filter { seen.insert($0).inserted }
        for letter in detail.records {
            guard let record = checker.records.first(where: { self.letter(ofID: $0.id) == letter }) else { continue }
            detail.rows.append(change(of: record, letter, from: rowsBefore))
            detail.slots += consumer.view(of: record.id).map { slot($0, letter) }
        }
        return detail
    }

    private func change(of record: RecordKnowledge, _ letter: String, from rowsBefore: [[Row]]) -> StepDetail.RowChange
    {
        let shape = committed.table(of: record)
        let index = database.tables.firstIndex { $0.table == shape.table } ?? 0
        let before = (rowsBefore.indices.contains(index) ? rowsBefore[index] : []).first { $0.id == record.id }
        let after = committed.row(of: record)
        return StepDetail.RowChange(
            record: letter, table: shape.table, wasThere: before != nil, isThere: after != nil,
            columns: shape.columns.enumerated().map { position, column in
                StepDetail.RowChange.Column(
                    name: column.name, before: before?.values[position], after: after?.values[position])
            })
    }

    private func slot(_ view: SlotView, _ letter: String) -> StepDetail.Slot {
        let state =
            switch view.state {
            case .available: "available"
            case .delivered: view.isExpired(at: timeline.now) ? "delivered, expired" : "delivered"
            case .pendingRedelivery:
                view.isExpired(at: timeline.now) ? "pending redelivery, expired" : "pending redelivery"
            }
        return StepDetail.Slot(
            record: letter, state: state, version: label(view.recordID, view.version).description,
            handedOut: view.handedOut.map { label(view.recordID, $0).description }, deliveries: view.deliverCount,
            expires: view.expires.map { $0 / .seconds(1) })
    }
}
