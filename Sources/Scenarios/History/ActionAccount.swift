/// How reports tell of an action: its words, where it leads, and what it does to its worker.
///
/// It stands where its action is defined. A list of actions is a list of these, so that none is without words.
package struct ActionAccount: Sendable {
    /// What an action is about, in words.
    package struct Subject {
        /// The call that it concerns, such as `upsert.sql:5` or `ack`.
        package var call: String
        /// The versions concerned, as `A′ B`; empty where only the answer tells.
        package var names: String
        /// The record at whose row a statement pauses.
        package var pausesAtRow: Int?

        package init(call: String, names: String, pausesAtRow: Int? = nil) {
            self.call = call
            self.names = names
            self.pausesAtRow = pausesAtRow
        }

        /// The call and what it is about.
        var what: String { about(call) }

        /// The same with the beginning of a long call.
        var whatInBrief: String { about(call.count > Self.longest ? "\(call.prefix(Self.longest - 1))…" : call) }

        /// How much of a call brief words have.
        private static let longest = 28

        /// A word, and the versions concerned behind it.
        func about(_ word: String) -> String { names.isEmpty ? word : "\(word) \(names)" }
    }

    package let action: Action
    package let path: ActionPath
    package let effect: WorkerEffect
    /// What is said of it; nothing where what comes of it says all.
    package let deed: @Sendable (Subject) -> Deed

    init(
        _ action: Action, _ path: ActionPath, _ effect: WorkerEffect = .nothing,
        deed: @escaping @Sendable (Subject) -> Deed
    ) {
        self.action = action
        self.path = path
        self.effect = effect
        self.deed = deed
    }
}
