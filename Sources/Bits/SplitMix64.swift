/// Steele, Lea and Flood's SplitMix64: the source of every seeded decision.
///
/// Of our own, because a seed must mean the same schedule under every version of the standard library.
package struct SplitMix64: Sendable {
    private var state: UInt64

    /// Starts the sequence of a seed.
    package init(seed: UInt64) { state = seed }

    /// Starts an independent sequence for the n-th use of a seed.
    package init(seed: UInt64, stream: UInt64) {
        var mixer = SplitMix64(seed: seed ^ (stream &* 0xD134_2543_DE82_EF95))
        state = mixer.next()
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, `bound`, which must be positive.
    package mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// True once in `n` times.
    package mutating func oneIn(_ n: Int) -> Bool { below(n) == 0 }
}
