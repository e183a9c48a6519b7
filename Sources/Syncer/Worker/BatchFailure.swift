/// What a worker does with a batch that could not be applied as one.
public enum BatchFailure: String, Hashable, Sendable, Codable, CaseIterable {
    /// Applies its deliveries one by one.
    case oneByOne = "one-by-one"
    /// Does with all of them what the error policy says.
    case whole
}
