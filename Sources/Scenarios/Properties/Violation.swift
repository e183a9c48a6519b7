/// A property that did not hold.
public struct Violation: Hashable, Sendable, Codable {
    /// Which.
    public var property: Property
    /// The step after which it showed: the number of the choice, from 1.
    public var step: Int
    /// The record concerned, by name; nil for the whole table.
    public var record: String?
    /// Why, in a sentence with observed values.
    public var because: String
    /// What is wrong, where a cause can be looked for: known in the run that has found it.
    var difference: Difference?

    enum CodingKeys: String, CodingKey {
        case property
        case step
        case record
        case because
    }

    /// Whether both say the same; a file says no more.
    public static func == (one: Violation, other: Violation) -> Bool {
        one.isSame(as: other) && one.because == other.because
    }

    /// Hashes what both would have to say.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(property)
        hasher.combine(step)
        hasher.combine(record)
        hasher.combine(because)
    }

    /// Whether both tell of the same: the sentence is for people, and its words may change.
    public func isSame(as other: Violation) -> Bool {
        property == other.property && step == other.step && record == other.record
    }
}

extension Violation {
    init(_ property: Property, _ step: Int, _ finding: Finding) {
        self.init(
            property: property, step: step, record: finding.record, because: finding.because,
            difference: finding.difference)
    }
}

extension Property {
    /// The first violation that shows in the committed rows after a step.
    static func violation(after evidence: StepEvidence) -> Violation? {
        all.lazy.compactMap { property in
            property.check.finding(after: evidence).map { Violation(property, evidence.step, $0) }
        }.first
    }
}
