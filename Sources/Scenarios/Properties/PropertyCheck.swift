/// How a property is checked: after each step, at rest, or where a world does not come to rest. What a property does not
/// look at it leaves to the defaults.
protocol PropertyCheck: Sendable {
    /// The violation that shows in the committed rows after a step.
    func finding(after step: StepEvidence) -> Finding?

    /// The violation that shows once everything has been done.
    ///
    /// - Throws: What makes the run void.
    func finding(atRest rest: RestEvidence) async throws -> Finding?

    /// The violation of a world that does not come to rest.
    func finding(in stuck: StuckEvidence) -> Finding?
}

extension PropertyCheck {
    func finding(after step: StepEvidence) -> Finding? { nil }
    func finding(atRest rest: RestEvidence) async throws -> Finding? { nil }
    func finding(in stuck: StuckEvidence) -> Finding? { nil }
}
