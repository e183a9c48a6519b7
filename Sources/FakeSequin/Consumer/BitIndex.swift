/// A set of small whole numbers that finds the next member in a few steps, however large the gap.
///
/// Level 0 has a bit per number; each level above has a bit per word of the level below, set if that word is not zero.
struct BitIndex: Sendable {
    private var levels: [[UInt64]] = []

    mutating func insert(_ number: Int) {
        grow(toHold: number)
        var bit = number
        for level in levels.indices {
            levels[level][bit >> 6] |= 1 << UInt64(bit & 63)
            bit >>= 6
        }
    }

    mutating func remove(_ number: Int) {
        var bit = number
        for level in levels.indices {
            guard bit >> 6 < levels[level].count else { return }
            levels[level][bit >> 6] &= ~(1 << UInt64(bit & 63))
            if levels[level][bit >> 6] != 0 { return }
            bit >>= 6
        }
    }

    func contains(_ number: Int) -> Bool {
        guard let words = levels.first, number >> 6 < words.count else { return false }
        return words[number >> 6] & (1 << UInt64(number & 63)) != 0
    }

    /// The least member that is not less than `number`.
    func next(from number: Int) -> Int? {
        var bit = number
        for level in levels.indices {
            let index = bit >> 6
            guard index < levels[level].count else { return nil }
            let word = levels[level][index] & (UInt64.max << UInt64(bit & 63))
            if word != 0 { return descend(from: index << 6 + word.trailingZeroBitCount, at: level) }
            bit = index + 1
        }
        return nil
    }

    private func descend(from bit: Int, at level: Int) -> Int {
        var bit = bit
        for level in levels[..<level].indices.reversed() {
            bit = bit << 6 + levels[level][bit].trailingZeroBitCount
        }
        return bit
    }

    private mutating func grow(toHold number: Int) {
        var words = number >> 6 + 1
        if let lowest = levels.first, lowest.count >= words { return }
        var level = 0
        while true {
            let isNew = level == levels.count
            if isNew { levels.append([]) }
            levels[level].append(contentsOf: repeatElement(0, count: max(0, words - levels[level].count)))
            if isNew, level > 0 {
                for (index, word) in levels[level - 1].enumerated() where word != 0 {
                    levels[level][index >> 6] |= 1 << UInt64(index & 63)
                }
            }
            if levels[level].count == 1 { return }
            words = (words + 63) >> 6
            level += 1
        }
    }
}
