import Bits

/// Probabilistic concurrency testing: random priorities, and d − 1 places at which they change.
///
/// Burckhardt, Kothari, Musuvathi and Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of Finding
/// Bugs" (ASPLOS 2010): a bug of depth d among n processes within k steps is found by a schedule with a probability
/// of at least 1 / (n·k^(d−1)).
package struct PCTExplorer<Choice: Hashable & Sendable>: Explorer {
    private let seed: UInt64
    private let limit: Int
    private let depth: Int
    private var scheduled = 0
    /// The longest schedule of the first wave: k.
    package private(set) var stepBound = 0
    /// The most parties seen at work: n.
    package private(set) var parties = 0

    /// Explores `limit` schedules of a seed for bugs of a depth, from 1.
    package init(seed: UInt64, limit: Int, depth: Int) {
        self.seed = seed
        self.limit = limit
        self.depth = max(1, depth)
    }

    /// The least probability with which one schedule finds a bug of the depth.
    package var probability: Double? {
        guard stepBound > 0, parties > 0 else { return 0 }
        var probability = 1 / Double(parties)
        for _ in 1..<max(depth, 1) { probability /= Double(stepBound) }
        return probability
    }

    package var total: Int? { limit }

    package mutating func nextWave() -> [PCTDecider<Choice>] {
        // The first schedule alone tells how many steps there are.
        let size = scheduled == 0 ? 1 : 64
        let wave = scheduled..<min(limit, scheduled + size)
        scheduled = wave.upperBound
        return wave.map {
            PCTDecider<Choice>(seed: seed, schedule: $0, depth: depth, stepBound: max(stepBound, 1))
        }
    }

    package mutating func learn(from wave: [PCTDecider<Choice>]) {
        for decider in wave {
            parties = max(parties, decider.parties)
            if stepBound == 0 { stepBound = decider.steps }
        }
    }
}

/// Decides one schedule by priorities.
package struct PCTDecider<Choice: Hashable & Sendable>: Decider {
    private var random: SplitMix64
    private var priorities: [Int: UInt64] = [:]
    private let changes: [Int]
    private(set) var steps = 0

    var parties: Int { priorities.count }

    init(seed: UInt64, schedule: Int, depth: Int, stepBound: Int) {
        random = SplitMix64(seed: seed, stream: UInt64(schedule) | 1 << 40)
        var changes: [Int] = []
        for _ in 1..<max(depth, 1) { changes.append(random.below(stepBound)) }
        self.changes = changes
    }

    package mutating func decide(_ options: [Option<Choice>], state: () -> StateFingerprint?) -> Decision {
        for option in options where priorities[option.party] == nil {
            // Above all the priorities that a change hands out.
            priorities[option.party] = random.next() | 1 << 63
        }
        var best = highest(options)
        // The k-th change gives the priority k: below all that were drawn.
        for (number, change) in changes.enumerated() where change == steps {
            priorities[options[best].party] = UInt64(number)
            best = highest(options)
        }
        steps += 1
        // Alternatives of one party, such as the orders of a batch, are drawn.
        let alike = options.indices.filter { options[$0].party == options[best].party }
        return .take(alike[random.below(alike.count)])
    }

    private func highest(_ options: [Option<Choice>]) -> Int {
        options.indices.max { a, b in
            (priorities[options[a].party] ?? 0, b) < (priorities[options[b].party] ?? 0, a)
        } ?? 0
    }
}
