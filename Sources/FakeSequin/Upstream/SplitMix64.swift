/// Sebastiano Vigna's SplitMix64: integer arithmetic alone, so the same everywhere.
struct SplitMix64: Sendable {
    private var state: UInt64

    /// A stream of its own for each list of salts: what is drawn for one purpose does not shift another.
    init(seed: UInt64, _ salts: UInt64...) {
        state = seed
        for salt in salts { state = next() ^ salt }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `bound`; the bias is negligible for the small bounds used here.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

    /// Whether a chance of one in `bound` comes true.
    mutating func oneIn(_ bound: Int) -> Bool { below(bound) == 0 }

    mutating func element<Element>(of list: [Element]) -> Element { list[below(list.count)] }
}
