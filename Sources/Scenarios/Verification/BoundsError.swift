/// Bounds that a scenario cannot use.
public struct BoundsError: Error, CustomStringConvertible {
    /// One sentence.
    public let description: String
}
