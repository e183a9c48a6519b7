/// A subject, scenario or failure that cannot be used, and why.
public struct UnusableSubject: Error, CustomStringConvertible {
    /// One sentence.
    public let description: String
}
