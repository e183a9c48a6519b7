import Sequin

/// Groups of messages that go out in order: `fifo`. A group is a record's chain of messages.
extension ConsumerState {
    /// What a batch may hold, in order: a group's messages one behind the other, then those of the next.
    func withFollowers(_ heads: [Int], limit: Int) -> [Int] {
        var found: [Int] = []
        for head in heads {
            var index = head
            while index != Entry.none, found.count < limit {
                found.append(index)
                index = table[index].newer
            }
        }
        return found
    }

    /// Whether a message comes behind one that has just been handed out.
    func follows(_ index: Int, _ handedOut: [Int]) -> Bool {
        guard configuration.kind == .fifo, let older = optional(table[index].older) else {
            return false
        }
        return !table[index].isTimed && handedOut.contains(older)
    }

    /// One more of a message's group is in flight: none of it is ready.
    mutating func blockGroup(of index: Int) {
        inFlightOfGroup[table[index].record.id, default: 0] += 1
    }

    /// One less is.
    mutating func releaseGroup(_ id: String) {
        guard let count = inFlightOfGroup[id] else { return }
        inFlightOfGroup[id] = count > 1 ? count - 1 : nil
    }

    /// Makes a group's oldest message ready, if none of the group is in flight.
    mutating func readyGroup(_ id: String) {
        guard inFlightOfGroup[id] == nil, var index = entry(ofRecord: id) else { return }
        while let older = optional(table[index].older) { index = older }
        table.setReady(index, true)
    }

    private func optional(_ index: Int) -> Int? { index == Entry.none ? nil : index }
}
