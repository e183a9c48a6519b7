/// A subtree that has not been explored: the way there, and what is asleep at its root.
package struct Branch<Choice: Hashable & Sendable>: Sendable {
    var prefix: [Choice]
    var sleep: [Option<Choice>]
}

extension Branch: Codable where Choice: Codable {}
