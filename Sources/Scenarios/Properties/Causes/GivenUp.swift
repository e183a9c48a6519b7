import Syncer

extension Cause {
    /// A delivery failed, and was acknowledged all the same.
    static let givenUp = Cause("given-up") { evidence in
        guard evidence.facts.onError == .ack,
            let attempt = evidence.log.attempts.last(where: { attempt in
                !attempt.isApplied && attempt.failure != nil && evidence.version(of: attempt) != nil
            }), let version = attempt.versions.first(where: { $0.record == evidence.record }),
            let failure = attempt.failure
        else { return nil }
        return
            "\(version) failed at step \(attempt.step) (\(failure)), and 'on_error: ack' gives up what failed: leave it "
            + "out, so that it comes again" + (Refusal(failure).remedy.map { ", and \($0)" } ?? "")
    }
}
