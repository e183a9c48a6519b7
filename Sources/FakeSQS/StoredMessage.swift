internal import OrderedCollections
internal import Sequin

/// A message in its queue.
struct StoredMessage: Hashable, Sendable {
    let id: String
    let body: String
    let attributes: OrderedDictionary<String, JSONValue>
    let group: String?
    let deduplicationID: String?
    let sequence: String?
    /// When it was sent.
    let sent: Duration
    /// From when on it may be received.
    var visible: Duration
    /// How often it was received.
    var count = 0
    /// When it was received first.
    var firstReceived: Duration?
    /// The number in its latest receipt handle; nil until the first.
    var receipt: Int?
    /// The queue from which it was moved.
    var source: String?

    /// Whether it is in flight: received, and not visible again.
    func isInFlight(at now: Duration) -> Bool { receipt != nil && visible > now }

    /// Whether it was sent and is not to be had yet.
    func isDelayed(at now: Duration) -> Bool { receipt == nil && visible > now }
}
