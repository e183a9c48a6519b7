/// One choice and what came of it.
public struct Step: Hashable, Sendable, Codable {
    /// The choice.
    public var choice: Choice
    /// Whether it belongs to the first phase: free choice and faults.
    public var isFree: Bool
    /// The virtual time after it, in seconds.
    public var time: Double
    /// What came of it, in order.
    public var notes: [Note]
    /// SQL, rows and slots for those who look closely. It is no part of the history's fingerprint.
    public var detail = StepDetail()
}
