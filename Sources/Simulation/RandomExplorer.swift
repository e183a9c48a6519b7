import Bits

/// Draws each schedule from a seed, independently of the others.
package struct RandomExplorer<Choice: Hashable & Sendable>: Explorer {
    private let seed: UInt64
    private let limit: Int
    private var scheduled = 0

    /// Explores `limit` schedules of a seed.
    package init(seed: UInt64, limit: Int) {
        self.seed = seed
        self.limit = limit
    }

    package var total: Int? { limit }

    package mutating func nextWave() -> [RandomDecider<Choice>] {
        let wave = scheduled..<min(limit, scheduled + 256)
        scheduled = wave.upperBound
        return wave.map { RandomDecider<Choice>(seed: seed, schedule: $0) }
    }
}

/// Decides one schedule at random.
///
/// A uniform walk rarely lets one process stall for long, and long stalls are what at-least-once delivery is about.
/// So each schedule draws a speed for every party, from equal to very unequal, which kinds of fault exist, and how
/// readily they strike.
package struct RandomDecider<Choice: Hashable & Sendable>: Decider {
    private var random: SplitMix64
    private var weights: [Int: Int] = [:]
    private let isUneven: Bool
    private let faultWeight: Int
    /// Swarm testing: which kinds of fault exist at all in this schedule.
    private let faults: UInt64

    /// Starts the schedule with this number under a seed.
    package init(seed: UInt64, schedule: Int) {
        random = SplitMix64(seed: seed, stream: UInt64(schedule))
        isUneven = !random.oneIn(3)
        faultWeight = [1, 4, 16][random.below(3)]
        faults = random.oneIn(4) ? .max : random.next()
    }

    package mutating func decide(_ options: [Option<Choice>], state: () -> StateFingerprint?) -> Decision {
        var total = 0
        let bounds = options.map { option in
            total += weight(of: option)
            return total
        }
        // Nothing but faults that do not exist in this schedule.
        guard total > 0 else { return .stop }
        let drawn = random.below(total)
        return .take(bounds.firstIndex { drawn < $0 } ?? 0)
    }

    private mutating func weight(of option: Option<Choice>) -> Int {
        if let fault = option.fault { return faults >> UInt64(fault % 64) & 1 == 1 ? faultWeight : 0 }
        if let weight = weights[option.party] { return weight }
        let weight = isUneven ? [1, 4, 16, 64][random.below(4)] : 16
        weights[option.party] = weight
        return weight
    }
}
