/// Something that a consumer could hand out now: what a scheduler chooses among.
public struct Deliverable: Hashable, Sendable {
    /// The record.
    public let recordID: String
    /// The version that would be handed out.
    public let version: Int64
    /// How often it has been handed out so far.
    public let deliverCount: Int
    /// Where the entry lies.
    let index: Int
    /// Whether it was acknowledged already.
    public var isCopy = false
    /// The partition that it lies in; nil where there are none.
    public var partition: Int?
}
