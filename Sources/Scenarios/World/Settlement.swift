import FakeSequin
import Sequin

/// What the consumer made of one id of an ack or nack.
struct Settlement {
    /// The delivery that the id names, as the worker held it; several if it held the same twice.
    var deliveries: [Delivery]
    /// Whether the consumer took notice of it.
    var isAccepted: Bool
    /// Whether the caller is told that its time is over, by a broker that tells.
    var isRefused = false
    /// Versions newer than the delivered one that it removed.
    var newerRemoved: [Int64] = []
    /// Other changes that it takes for done.
    var passed: [Record] = []
}
