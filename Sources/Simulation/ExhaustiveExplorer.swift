import Bits

/// Explores every schedule, depth first, but only one of those that differ in the order of independent steps.
///
/// Sleep sets (Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996): what has been
/// explored as a sibling need not be explored again behind a step that it is independent of. And a state that was
/// reached before, with no more asleep than now, has had its future explored already.
package struct ExhaustiveExplorer<Choice: Hashable & Sendable>: Explorer {
    /// The subtrees that wait to be explored, the next one last.
    private var stack: [Branch<Choice>]
    /// Whether it goes on where another has stopped, whose states it does not know.
    private let isResumed: Bool
    private var visited = VisitedStates<Choice>()
    private let reduces: Bool
    private let preemptionBound: Int?
    /// Of how many schedules that could be cut short one is run to its end all the same; 0 for none.
    private let auditEvery: Int

    /// Explores everything.
    ///
    /// - Parameters:
    ///   - reduces: Whether equivalent schedules are left out; off to audit the reduction.
    ///   - preemptionBound: How often a schedule may leave a worker that could go on; nil for any number. A bound
    ///     makes the reductions unsound, so it turns them off.
    ///   - auditEvery: Of how many schedules that could be cut short one is run to its end; 0 for none.
    ///   - stack: Where an earlier exploration stopped; nil to start anew.
    package init(reduces: Bool = true, preemptionBound: Int? = nil, auditEvery: Int = 0, stack: [Branch<Choice>]? = nil)
    {
        self.reduces = reduces
        self.preemptionBound = preemptionBound
        self.auditEvery = auditEvery
        self.stack = stack ?? [Branch(prefix: [], sleep: [])]
        isResumed = stack != nil
    }

    package var comparesStates: Bool { true }

    package var remainder: [Branch<Choice>]? { stack }

    package func conclusion(from evidence: Evidence) -> Conclusion {
        if evidence.wasCutShort { return .cutShort(pending: stack.count) }
        // What an earlier part of the exploration came to is not known any more.
        if evidence.unexploredStates > 0, !isResumed { return .unsound(states: evidence.unexploredStates) }
        if evidence.lostWay { return .lost }
        if evidence.withheldChoice { return .withheld }
        return evidence.reachedLimit ? .tooLong : .exhausted
    }

    package mutating func nextWave() -> [ExhaustiveDecider<Choice>] {
        var wave: [ExhaustiveDecider<Choice>] = []
        while wave.count < 24, let branch = stack.popLast() {
            wave.append(
                ExhaustiveDecider(
                    branch: branch, visited: visited, reduces: reduces, preemptionBound: preemptionBound,
                    auditEvery: auditEvery))
        }
        return wave
    }

    package mutating func takeBack(_ wave: [ExhaustiveDecider<Choice>]) {
        stack += wave.reversed().map(\.branch)
    }

    package mutating func learn(from wave: [ExhaustiveDecider<Choice>]) {
        // The first of a wave is the deepest: its branches go on top.
        for decider in wave.reversed() {
            stack += decider.branches
            visited.merge(decider.discovered)
        }
    }
}

/// Decides one schedule of an exhaustive exploration: follows the way to its subtree, then always goes first, and
/// remembers what else it could have done.
package struct ExhaustiveDecider<Choice: Hashable & Sendable>: Decider {
    fileprivate let branch: Branch<Choice>
    private let visited: VisitedStates<Choice>
    private let reduces: Bool
    private let preemptionBound: Int?
    private let auditEvery: Int
    private var path: [Choice] = []
    private var sleep: [Option<Choice>]
    private var own = VisitedStates<Choice>()
    private var random: SplitMix64
    private var lastParty: Int?
    private var preemptions = 0
    private(set) var branches: [Branch<Choice>] = []
    private(set) var discovered: [(StateFingerprint, Set<Choice>)] = []
    package private(set) var isAudit = false
    package private(set) var isLost = false

    init(
        branch: Branch<Choice>, visited: VisitedStates<Choice>, reduces: Bool,
        preemptionBound: Int?, auditEvery: Int
    ) {
        self.branch = branch
        sleep = branch.sleep
        random = SplitMix64(seed: UInt64(branch.prefix.count), stream: UInt64(visited.count))
        self.visited = visited
        self.reduces = reduces
        self.preemptionBound = preemptionBound
        self.auditEvery = auditEvery
    }

    package mutating func decide(_ options: [Option<Choice>], state: () -> StateFingerprint?) -> Decision {
        if path.count < branch.prefix.count {
            let wanted = branch.prefix[path.count]
            guard let index = options.firstIndex(where: { $0.choice == wanted }) else {
                isLost = true
                return .abandon
            }
            go(options[index], among: options)
            return .take(index)
        }
        if isAudit { return .take(random.below(options.count)) }
        if reduces, preemptionBound == nil, let state = state() {
            let asleep = Set(sleep.map(\.choice))
            if visited.covers(state, sleep: asleep) || own.covers(state, sleep: asleep) { return cut(options) }
            own.insert(state, sleep: asleep)
            discovered.append((state, asleep))
        }
        let awake = options.indices.filter { index in
            !sleep.contains { $0.choice == options[index].choice } && isWithinBound(options[index], among: options)
        }
        guard let first = awake.first else { return cut(options) }
        remember(awake.dropFirst(), after: first, in: options)
        sleep = reduced(sleep, behind: options[first])
        go(options[first], among: options)
        return .take(first)
    }

    /// The rest of the schedule has been explored, or will be: cuts it short, or walks on at random to see whether
    /// that is true.
    private mutating func cut(_ options: [Option<Choice>]) -> Decision {
        // Branches of this schedule stand; the walk adds none.
        guard auditEvery > 0, random.oneIn(auditEvery) else { return .abandon }
        isAudit = true
        return .take(random.below(options.count))
    }

    /// Remembers the siblings of what is taken, each with those before it asleep.
    private mutating func remember(_ others: ArraySlice<Int>, after first: Int, in options: [Option<Choice>]) {
        var siblings = sleep + [options[first]]
        var found: [Branch<Choice>] = []
        for index in others {
            found.append(
                Branch<Choice>(
                    prefix: path + [options[index].choice], sleep: reduced(siblings, behind: options[index])))
            siblings.append(options[index])
        }
        // The stack is explored from its end: the next sibling first.
        branches += found.reversed()
    }

    private func reduced(_ sleep: [Option<Choice>], behind step: Option<Choice>) -> [Option<Choice>] {
        guard reduces, preemptionBound == nil else { return [] }
        return sleep.filter { !$0.depends(on: step) }
    }

    private mutating func go(_ option: Option<Choice>, among options: [Option<Choice>]) {
        if isPreemption(option, among: options) { preemptions += 1 }
        lastParty = option.party
        path.append(option.choice)
    }

    private func isPreemption(_ option: Option<Choice>, among options: [Option<Choice>]) -> Bool {
        guard let lastParty, lastParty > 0, option.party != lastParty else { return false }
        return options.contains { $0.party == lastParty }
    }

    private func isWithinBound(_ option: Option<Choice>, among options: [Option<Choice>]) -> Bool {
        guard let preemptionBound else { return true }
        return preemptions < preemptionBound || !isPreemption(option, among: options)
    }
}
