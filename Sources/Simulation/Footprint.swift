/// What a step touches, as bits: two steps that share none may be swapped without a difference.
package struct Footprint: Hashable, Sendable, Codable {
    /// The bits.
    package var bits: UInt64

    /// A footprint of these bits.
    package init(bits: UInt64) { self.bits = bits }

    /// Touches nothing but its party.
    package static let nothing = Footprint(bits: 0)
    /// Touches everything: the answer where it cannot be seen.
    package static let everything = Footprint(bits: .max)

    /// Both together.
    package static func | (a: Footprint, b: Footprint) -> Footprint { Footprint(bits: a.bits | b.bits) }

    /// Whether they share a bit.
    package func overlaps(_ other: Footprint) -> Bool { bits & other.bits != 0 }
}
