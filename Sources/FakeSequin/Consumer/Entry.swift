import Sequin

/// A slot, or a message: what a consumer keeps in line.
struct Entry: Sendable {
    /// Stands for no entry, no position.
    static let none = -1

    var record: Record
    var state = SlotState.available
    var deliverCount = 0
    /// Deliveries of the version that was handed out last: what `maxDeliver` bounds.
    var tries = 0
    /// The version handed out last.
    var handedOut: Int64?
    /// The number in the current ack id; 0 until the first delivery.
    var ackNumber = 0
    /// When the latest delivery expires.
    var expires: Duration?
    /// Whether it was acknowledged once already.
    var isCopy = false
    /// Whether it is acknowledged, and stays for a while.
    var isSettled = false

    /// Its place in the line.
    var position = Entry.none
    /// Neighbours among those whose delivery has not been noticed to be expired, by expiry.
    var isTimed = false
    var earlier = Entry.none
    var later = Entry.none
    /// Neighbours among the messages of one record, by age.
    var older = Entry.none
    var newer = Entry.none

    init(_ record: Record) { self.record = record }
}
