extension Cause {
    /// An ack took a newer version along than the one that it was meant for.
    static let lateAck = Cause("late-ack") { evidence in
        let hasRemoved = evidence.steps.contains { step in
            step.notes.contains { note in
                guard case .removed(let versions) = note.detail else { return false }
                return evidence.record == nil || versions.contains { $0.record == evidence.record }
            }
        }
        guard hasRemoved, evidence.violation.property == .convergence else { return nil }
        return "no upsert can repair this: this consumer's ack ids name the slot and not the delivery, so a late ack "
            + "removes a version that was never written. The worker must not ack past ackWait (see 'deadline' in "
            + "strategy.yml), and a full re-read now and then must repair what a late ack on its way has lost"
    }
}
