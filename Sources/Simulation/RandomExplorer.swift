import Bits

/// Draws each schedule from a seed, independently of the others.
package struct RandomExplorer<Choice: Hashable & Sendable>: Explorer {
    private let seed: UInt64
    private let schedules: Range<Int>
    private var scheduled: Int

    /// Explores `limit` schedules of a seed.
    package init(seed: UInt64, limit: Int) { self.init(seed: seed, schedules: 0..<limit) }

    /// Explores the schedules of a seed that have these numbers, from 0.
    package init(seed: UInt64, schedules: Range<Int>) {
        self.seed = seed
        self.schedules = schedules
        scheduled = schedules.lowerBound
    }

    package var total: Int? { schedules.count }
    package var before: Int { schedules.lowerBound }

    package mutating func nextWave() -> [RandomDecider<Choice>] {
        let wave = scheduled..<min(schedules.upperBound, scheduled + 256)
        scheduled = wave.upperBound
        return wave.map { RandomDecider<Choice>(seed: seed, schedule: $0) }
    }
}

/// Decides one schedule at random.
///
/// A uniform walk rarely lets one process stall for long, and long stalls are what at-least-once delivery is about.
/// So each schedule draws a speed for every party, from equal to very unequal, which kinds of fault exist, and how
/// readily they strike.
///
/// Half of the schedules are drawn towards what they are to meet: what is sought is taken more readily, and behind it
/// speeds are drawn anew, since a party that had to be slow on the way there may have to be fast from there on. What a
/// schedule is depends on its seed, its number and what it meets itself, never on other schedules.
package struct RandomDecider<Choice: Hashable & Sendable>: Decider {
    private var random: SplitMix64
    private var weights: [Int: Int] = [:]
    private let isUneven: Bool
    private let faultWeight: Int
    /// Swarm testing: which kinds of fault exist at all in this schedule.
    private let faults: UInt64
    /// How much more readily what is sought is taken; 1 for a schedule that has no direction.
    private let pull: Int
    /// Whether faults are sought too: one that strikes each time keeps all else from happening.
    private let seeksFaults: Bool
    /// How many more decisions leave out a fault that is sought: one that strikes at its first chance never strikes
    /// behind a commit.
    private var spared: Int
    /// Whether what is early waits until nothing else can happen: races of three versions need the first one written, and
    /// two more to come.
    private let keepsForLater: Bool
    /// Draws what has to do with the direction alone.
    private var direction: SplitMix64

    /// Starts the schedule with this number under a seed.
    package init(seed: UInt64, schedule: Int) {
        random = SplitMix64(seed: seed, stream: UInt64(schedule))
        isUneven = !random.oneIn(3)
        faultWeight = [1, 4, 16][random.below(3)]
        faults = random.oneIn(4) ? .max : random.next()
        // Drawn apart, so that a schedule without direction is what it would be if there were none.
        direction = SplitMix64(seed: seed, stream: UInt64(schedule) | 1 << 41)
        pull = direction.oneIn(2) ? [8, 64][direction.below(2)] : 1
        seeksFaults = direction.oneIn(2)
        spared = Self.drawnSparing(&direction)
        var keeping = SplitMix64(seed: seed, stream: UInt64(schedule) | 1 << 42)
        keepsForLater = pull > 1 && keeping.oneIn(3)
    }

    /// For how many decisions a fault that is sought is left out: often none, at times so many that work is done by then.
    private static func drawnSparing(_ random: inout SplitMix64) -> Int { [0, 1, 2, 4, 8][random.below(5)] }

    package var seeks: Bool { pull > 1 }

    package mutating func decide(_ options: [Option<Choice>], state: () -> StateFingerprint?) -> Decision {
        let takesFaults = seeks && self.takesFaults(among: options)
        let waits = keepsForLater && options.contains { !$0.isEarly && $0.fault == nil }
        // Where nothing has alternatives, a schedule is what it always was.
        let shares = options.contains { $0.alternatives > 1 }
        var total = 0
        let bounds = options.map { option in
            if waits, option.isEarly { return total }
            let isSought = self.isSought(option, takesFaults)
            let weight = weight(of: option, isSought: isSought) * (isSought ? pull : 1)
            total += shares ? max(weight * 1024 / option.alternatives, min(weight, 1)) : weight
            return total
        }
        // Nothing but faults that do not exist in this schedule.
        guard total > 0 else { return .stop }
        let drawn = random.below(total)
        let chosen = bounds.firstIndex { drawn < $0 } ?? 0
        if isSought(options[chosen], takesFaults) {
            weights = [:]
            if options[chosen].fault != nil { spared = Self.drawnSparing(&direction) }
        }
        return .take(chosen)
    }

    private func isSought(_ option: Option<Choice>, _ takesFaults: Bool) -> Bool {
        seeks && option.isSought && (option.fault == nil || takesFaults)
    }

    /// Whether faults are sought now: once enough has come before them, or where nothing else is sought.
    private mutating func takesFaults(among options: [Option<Choice>]) -> Bool {
        let hasWork = options.contains { $0.isSought && $0.fault == nil }
        guard hasWork, spared > 0 else { return seeksFaults }
        if options.contains(where: { $0.isSought && $0.fault != nil }) { spared -= 1 }
        return false
    }

    private mutating func weight(of option: Option<Choice>, isSought: Bool) -> Int {
        if let fault = option.fault {
            // A kind that leads to what is sought is there in any case.
            let exists = faults >> UInt64(fault % 64) & 1 == 1 || isSought
            return exists ? faultWeight : 0
        }
        if let weight = weights[option.party] { return weight }
        let weight = isUneven ? [1, 4, 16, 64][random.below(4)] : 16
        weights[option.party] = weight
        return weight
    }
}
