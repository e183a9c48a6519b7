/// Why a consumer took no notice of an ack or a nack; it answers success all the same.
public enum IgnoredReason: String, Hashable, Sendable, Codable {
    /// No delivery was ever given this id.
    case unknown
    /// The id was good once: it was settled, or a later delivery has another id.
    case stale
    /// The id is current, but nothing is in flight under it: it was nacked, or acked while a newer version waited.
    case notInFlight = "not in flight"
    /// The delivery's time was over, and this consumer takes nothing then.
    case expired
}
