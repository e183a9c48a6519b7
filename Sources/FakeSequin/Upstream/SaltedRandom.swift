import Bits

/// What the upstream draws its values from: SplitMix64, with a stream of its own for each purpose.
struct SaltedRandom: Sendable {
    private var bits: SplitMix64

    /// A stream of its own for each list of salts: what is drawn for one purpose does not shift another.
    init(seed: UInt64, _ salts: UInt64...) {
        let state = salts.reduce(seed) { state, salt in
            var mixer = SplitMix64(seed: state)
            return mixer.next() ^ salt
        }
        bits = SplitMix64(seed: state)
    }

    mutating func next() -> UInt64 { bits.next() }

    /// A number from 0 up to, not including, `bound`; the bias is negligible for the small bounds used here.
    mutating func below(_ bound: Int) -> Int { Int(bits.next() % UInt64(max(1, bound))) }

    /// Whether a chance of one in `bound` comes true.
    mutating func oneIn(_ bound: Int) -> Bool { below(bound) == 0 }

    mutating func element<Element>(of list: [Element]) -> Element { list[below(list.count)] }
}
