/// A file of changes that cannot be used: what is wrong, and where.
public struct ChangeFileError: Error, CustomStringConvertible {
    /// One sentence without a full stop.
    public let description: String
}
