/// Decides one run: which of the things that may happen next does.
package protocol Decider<Choice>: Sendable {
    /// What a choice is.
    associatedtype Choice: Hashable & Sendable

    /// Decides one step.
    ///
    /// - Parameters:
    ///   - options: What may happen next; never empty.
    ///   - state: The fingerprint of the world as it is; nil where its state cannot be seen whole.
    mutating func decide(_ options: [Option<Choice>], state: () -> StateFingerprint?) -> Decision

    /// Whether it prefers what is sought: then options are marked.
    var seeks: Bool { get }
    /// Whether the run could have been cut short, and went to its end to see that it could.
    var isAudit: Bool { get }
    /// Whether the run could not follow the way that it was given: then nothing is exhausted.
    var isLost: Bool { get }
}

extension Decider {
    /// False: it prefers nothing.
    package var seeks: Bool { false }
    /// False: it cuts no run short.
    package var isAudit: Bool { false }
    /// False: it is given no way to follow.
    package var isLost: Bool { false }
}
