import Sequin

extension Property {
    /// Once faults stop, the consumer drains.
    public static let liveness = Property(
        "liveness", summary: "once faults stop, the consumer drains within the bound", word: "liveness", letter: "L",
        check: Liveness()
    )
}

private struct Liveness: PropertyCheck {
    func finding(atRest rest: RestEvidence) async throws -> Finding? {
        guard rest.committed != nil, let lost = rest.dead.first(where: { !$0.isPoison }) else { return nil }
        return Finding(
            record: rest.ledger.name(ofID: lost.record.id),
            because: "\(rest.ledger.label(lost.record.id, lost.record.updatedIdx)) was given up after "
                + "\(lost.deliverCount) deliveries, and nothing was wrong with it"
                + (lost.lastFailure.map { "; its last failure was \($0)" } ?? ""),
            difference: .undone(lastFailure: lost.lastFailure, isWaiting: false))
    }

    /// The world does not come to rest: says what it waits for.
    func finding(in stuck: StuckEvidence) -> Finding? {
        var because = "faults have stopped, and after \(stuck.choices.counted("more choice")) and "
        because += "\(Int((stuck.time / .seconds(1)).rounded())) s in all "
        if let left = stuck.unacknowledged {
            because += "\(stuck.ledger.label(left.id, left.version)) is still not acknowledged"
            if let refusals = stuck.refusals { because += ", refused \(refusals) times in a row" }
            if let failure = stuck.lastFailure { because += "; its last failure was \(failure)" }
        } else {
            because += "the workers have not come to rest"
        }
        if stuck.waiting > 0 {
            because += stuck.waiting == 1 ? "; 1 session waits" : "; \(stuck.waiting) sessions wait"
            because += " for a lock for ever"
        }
        return Finding(
            record: stuck.unacknowledged.map { stuck.ledger.name(ofID: $0.id) }, because: because,
            difference: .undone(lastFailure: stuck.lastFailure, isWaiting: stuck.waiting > 0))
    }
}
