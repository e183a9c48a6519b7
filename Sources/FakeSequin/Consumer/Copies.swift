import OrderedCollections
import Sequin

/// What was acknowledged and comes once more all the same: `queue`, `webhook`.
///
/// A queue keeps each message on several servers. One that was out of reach when the message was deleted may hand out
/// its copy later; and the sender of a webhook may lose the answer. That is rare, so it never happens by itself: a
/// scheduler asks for it.
extension ConsumerState {
    /// What was acknowledged and may be handed out once more, in the order of the acks; empty unless the configuration
    /// keeps copies.
    public var copies: [Deliverable] {
        acknowledged.values.map { entry in
            Deliverable(
                recordID: entry.record.id, version: entry.record.updatedIdx,
                deliverCount: entry.deliverCount,
                index: Entry.none, isCopy: true)
        }
    }

    /// A message is a change, whenever and however often it is handed out.
    static func messageID(_ record: Record) -> String { "\(record.id)@\(record.updatedIdx)" }

    /// A message has been acknowledged. What has come twice does not come again.
    mutating func noteAcknowledged(_ entry: Entry) {
        if configuration.keepsCopies, !entry.isCopy { acknowledged[Self.messageID(entry.record)] = entry }
        guard configuration.kind != .sequinSinks, configuration.maxDeliver != nil else { return }
        newestAcknowledged[entry.record.id] = max(
            newestAcknowledged[entry.record.id] ?? .min, entry.record.updatedIdx)
    }

    /// Puts a copy into the line.
    ///
    /// - Returns: Where it lies; nil if there is none.
    mutating func bringBack(_ choice: Deliverable) -> Int? {
        guard room(for: 1) > 0,
            let old = acknowledged.removeValue(forKey: "\(choice.recordID)@\(choice.version)")
        else { return nil }
        let index = appendMessage(old.record)
        table[index].deliverCount = old.deliverCount
        table[index].handedOut = old.handedOut
        table[index].isCopy = true
        return index
    }
}
