import Scenarios

/// One step on the page: what happened, its SQL, the rows before and after, the consumer's slots.
struct StepContent {
    let stepAnchor: String
    let number: Int
    let total: Int
    let choice: String
    let happened: [String]
    let time: String
    let phase: String?
    let isViolation: Bool
    let violated: String?
    let violatedBecause: String?
    let previous: String?
    let next: String?
    let sql: SQL?
    let changes: [RowContent]
    let slots: [SlotContent]
    let hasSlots: Bool
    let unheld: String?
    let programs: [Program]

    /// What a program met and wrote.
    struct Program {
        let programName: String
        let met: [String]
        let written: String
        let hasWritten: Bool
    }

    struct SQL {
        let origin: String
        /// The connection that a program sent it on, and its transaction.
        let connection: String?
        let sqlText: String
        let parameters: [Parameter]
        let hasParameters: Bool
    }

    struct Parameter {
        let placeholder: String
        let value: String
        let isNull: Bool
    }

    struct RowContent {
        let caption: String
        let sentence: String?
        let columns: [Column]
        let hasColumns: Bool
    }

    struct Column {
        let column: String
        let before: String
        let after: String
        let differs: Bool
    }

    struct SlotContent {
        let record: String
        let state: String
        let holds: String
        let handedOut: String
        let deliveries: Int
        let expires: String
    }

    init(
        _ step: Step, _ line: TimelineLine, anchor: String, mark: HistoryMark, previous: String?,
        next: String?, total: Int, isLast: Bool
    ) {
        stepAnchor = "\(anchor)/\(line.number)"
        number = line.number
        self.total = total
        choice = "\(step.choice)"
        happened = line.parts()
        time = Phrases.clock(step.time)
        phase = step.isFree ? nil : "\(Phrases.fairPhase.capitalizedFirst)."
        // A violation that shows at the end belongs to no other step than the last.
        isViolation = line.number == mark.step || (isLast && mark.step > line.number)
        violated = isViolation ? "\(mark.isViolation ? "✗" : "?") \(mark.title)" : nil
        violatedBecause = isViolation ? mark.because : nil
        self.previous = previous
        self.next = next
        sql = step.detail.sql.map { sql in
            SQL(
                origin: sql.origin, connection: sql.connection.map(Self.told), sqlText: sql.text,
                parameters: sql.parameters.enumerated().map { index, value in
                    Parameter(placeholder: "$\(index + 1)", value: value ?? "null", isNull: value == nil)
                }, hasParameters: !sql.parameters.isEmpty)
        }
        changes = step.detail.rows.map(Self.row)
        slots = step.detail.slots.map { slot in
            SlotContent(
                record: slot.record, state: slot.state, holds: slot.version, handedOut: slot.handedOut ?? "–",
                deliveries: slot.deliveries, expires: slot.expires.map { "at \(Phrases.clock($0))" } ?? "–")
        }
        hasSlots = !slots.isEmpty
        let held = Set(slots.map(\.record))
        let others = step.detail.records.filter { !held.contains($0) }
        unheld = others.isEmpty ? nil : "The consumer holds nothing of \(others.joined(separator: ", "))."
        programs = step.detail.programs.map { news in
            Program(
                programName: "worker \(news.worker)",
                met: (news.ending.map { ["It \($0)."] } ?? []) + news.refusals.map { "\($0.capitalizedFirst)." },
                written: news.output.joined(separator: "\n"), hasWritten: !news.output.isEmpty)
        }
    }

    private static func told(_ connection: StepDetail.Connection) -> String {
        let (before, after) = (connection.before, connection.after)
        return "Connection \(connection.number), " + (before == after ? before : "\(before) before, \(after) now") + "."
    }

    private static func row(_ row: StepDetail.RowChange) -> RowContent {
        let caption = "Row \(row.record) of \(row.table)"
        guard row.wasThere || row.isThere else {
            return RowContent(caption: caption, sentence: "There is none.", columns: [], hasColumns: false)
        }
        let isSameRow = row.wasThere && row.isThere
        let differs = isSameRow ? row.columns.filter { $0.before != $0.after } : []
        let telling: Set = ["id", "updated_idx", "deleted"]
        // Of the columns that stay as they are, those matter that tell the row and its version.
        let shown = row.columns.filter { column in
            !isSameRow || differs.contains { $0.name == column.name } || telling.contains(column.name)
        }
        return RowContent(
            caption: caption,
            sentence: row.isThere
                ? row.wasThere ? differs.isEmpty ? "Not changed by this step." : nil : "New in this step."
                : "Gone with this step.",
            columns: shown.map { column in
                Column(
                    column: column.name, before: row.wasThere ? column.before ?? "null" : "–",
                    after: row.isThere ? column.after ?? "null" : "–",
                    differs: differs.contains { $0.name == column.name })
            }, hasColumns: true)
    }
}
