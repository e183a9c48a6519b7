/// One thing that may happen next.
package struct Option<Choice: Hashable & Sendable>: Sendable {
    /// Its name: the same in every run of the same schedule.
    package var choice: Choice
    /// Which process moves; a number that is the same in every run. Upstream, clock and faults have their own.
    package var party: Int
    /// Which kind of fault it is; nil for what has to happen sooner or later.
    package var fault: Int?
    /// What it touches.
    package var footprint: Footprint
    /// Whether it brings a schedule nearer to what it is to meet; told to deciders that seek.
    package var isSought = false
    /// Whether it uses up what a schedule may need later; told to deciders that seek.
    package var isEarly = false
    /// How many options are ways in which one and the same thing may happen: they share what it weighs.
    package var alternatives = 1

    /// Creates an option.
    package init(_ choice: Choice, party: Int, fault: Int? = nil, footprint: Footprint = .everything) {
        self.choice = choice
        self.party = party
        self.fault = fault
        self.footprint = footprint
    }

    /// Whether the order of the two can make a difference.
    package func depends(on other: Option) -> Bool {
        party == other.party || footprint.overlaps(other.footprint)
    }
}

extension Option: Codable where Choice: Codable {
    enum CodingKeys: String, CodingKey {
        case choice, party, fault, footprint
    }
}
