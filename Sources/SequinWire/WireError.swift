/// What a text of Sequin's HTTP APIs lacks. It quotes no values, which may be confidential.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The place, such as `data[3].record.updated_idx`.
    public var place: String
    /// What is wrong there, such as `is no whole number`.
    public var problem: String

    /// Creates an error.
    public init(_ place: String, _ problem: String) {
        self.place = place
        self.problem = problem
    }

    /// One sentence without a full stop.
    public var description: String { "'\(place)' \(problem)" }
}
