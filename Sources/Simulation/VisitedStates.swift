/// Which states have been reached, and with what asleep.
struct VisitedStates<Choice: Hashable & Sendable>: Sendable {
    private var sleeps: [StateFingerprint: [Set<Choice>]] = [:]

    /// Whether the future of a state has been explored, or will be, with no more asleep than now.
    func covers(_ state: StateFingerprint, sleep: Set<Choice>) -> Bool {
        sleeps[state]?.contains { $0.isSubset(of: sleep) } ?? false
    }

    var count: Int { sleeps.count }

    mutating func insert(_ state: StateFingerprint, sleep: Set<Choice>) {
        sleeps[state, default: []].append(sleep)
    }

    mutating func merge(_ others: [(StateFingerprint, Set<Choice>)]) {
        for (state, sleep) in others where !covers(state, sleep: sleep) { insert(state, sleep: sleep) }
    }
}
