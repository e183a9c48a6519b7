/// Virtual time was asked for with `time: virtual`, and cannot be had on this machine.
public struct VirtualTimeUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why, in half a sentence.
    public let description: String
}
