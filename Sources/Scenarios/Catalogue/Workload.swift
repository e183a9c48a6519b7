import FakeSequin

/// What happens upstream: how the changes of a scenario are made from its bounds.
public enum Workload: Sendable {
    /// Each record is created, then updated.
    case updates
    /// Each record is created, updated, and deleted at last.
    case deletion
    /// Each record is created, updated, deleted, and created again at last.
    case recreation

    /// The changes, in order: the records take turns.
    ///
    /// - Parameter deletes: Whether anything is ever deleted; else there are updates instead.
    func changes(within bounds: Bounds, deletes: Bool = true) -> [Change] {
        guard deletes else { return Workload.updates.changes(within: bounds) }
        let perRecord = (0..<bounds.records).map { record in
            let count = bounds.changes / bounds.records + (record < bounds.changes % bounds.records ? 1 : 0)
            return kinds(count).map { Change($0, record) }
        }
        let rounds = perRecord.map(\.count).max() ?? 0
        return (0..<rounds).flatMap { round in
            perRecord.compactMap { $0.indices.contains(round) ? $0[round] : nil }
        }
    }

    private func kinds(_ count: Int) -> [Change.Kind] {
        let ending: [Change.Kind] =
            switch self {
            case .updates: []
            case .deletion: count >= 2 ? [.delete] : []
            case .recreation: count >= 3 ? [.delete, .recreate] : count == 2 ? [.delete] : []
            }
        guard count > 0 else { return [] }
        return [.create] + Array(repeating: .update, count: count - 1 - ending.count) + ending
    }
}
