import TestSupport
import Testing

@testable import Simulation

private typealias Options = [Option<String>]

private func options(_ names: String) -> Options {
    names.split(separator: " ").enumerated().map { Option(String($0.element), party: $0.offset) }
}

@Suite(.ownTime) struct RandomDeciderTests {
    /// Two workers, the upstream, the clock, and two faults.
    private let many: Options = [
        Option("up", party: 0), Option("w1", party: 1), Option("w2", party: 2), Option("clock", party: -1),
        Option("crash", party: -2, fault: 0), Option("lose", party: -2, fault: 1),
    ]

    private func walk(seed: UInt64, schedule: Int, _ options: Options, steps: Int = 16) -> [String] {
        var decider = RandomDecider<String>(seed: seed, schedule: schedule)
        return (0..<steps).map { _ in take(&decider, options) }
    }

    private func take(_ decider: inout some Decider<String>, _ options: Options) -> String {
        guard case .take(let index) = decider.decide(options, state: { nil }) else { return "none" }
        return options[index].choice
    }

    // A seed that people have written down must not come to mean another run: these change only with the format.
    @Test("A seed and a number mean these choices, for ever")
    func golden() {
        #expect(
            walk(seed: 1, schedule: 0, many).joined(separator: " ")
                == "up up up w2 lose up clock clock up lose clock w2 up w2 up w2")
        #expect(
            walk(seed: 1, schedule: 1, many).joined(separator: " ")
                == "clock clock clock clock up up up up up clock up up up up clock up")
        #expect(
            walk(seed: 7, schedule: 40, many).joined(separator: " ")
                == "lose up up w1 up lose lose lose lose up w1 up lose lose w1 up")
    }

    @Test("The same seed and number give the same choices")
    func deterministic() {
        for schedule in 0..<50 {
            #expect(walk(seed: 3, schedule: schedule, many) == walk(seed: 3, schedule: schedule, many))
        }
    }

    @Test("Schedules of one seed differ, and so do seeds")
    func different() {
        let schedules = Set((0..<100).map { walk(seed: 1, schedule: $0, many) })
        #expect(schedules.count > 95)
        let seeds = Set((0..<100).map { walk(seed: UInt64($0), schedule: 0, many) })
        #expect(seeds.count > 95)
    }

    @Test("Everything that may happen does, in some schedule, first too")
    func reachesAll() {
        let first = Set((0..<500).map { walk(seed: 1, schedule: $0, many, steps: 1)[0] })
        #expect(first == Set(many.map(\.choice)))
    }

    @Test("A schedule has some kinds of fault and not others; where only what it lacks can happen, it ends")
    func swarm() {
        let faults: Options = (0..<3).map { (kind: Int) in Option("fault \(kind)", party: -2, fault: kind) }
        let kinds = (0..<200).map { schedule -> Set<String> in
            Set(walk(seed: 1, schedule: schedule, faults, steps: 40)).subtracting(["none"])
        }
        #expect(Set(kinds).count == 8, "each of three kinds is there or not, in every combination")
        #expect(walk(seed: 1, schedule: 0, options("up"), steps: 3) == ["up", "up", "up"])
    }

    @Test("In some schedules a worker stalls for long")
    func stalls() {
        let twoWorkers = options("up w1")
        let stalled = (0..<200).filter { !walk(seed: 1, schedule: $0, twoWorkers, steps: 30).contains("w1") }
        #expect(stalled.count >= 10)
    }

    /// Two workers, and a third party whose option is sought.
    private func seeking(_ isSought: Bool) -> Options {
        var clock = Option("clock", party: -1)
        clock.isSought = isSought
        return options("w1 w2") + [clock]
    }

    @Test("What is sought comes first in many schedules, and in others as if it were not")
    func sought() {
        func first(_ schedule: Int, _ isSought: Bool) -> String {
            walk(seed: 1, schedule: schedule, seeking(isSought), steps: 1)[0]
        }
        let usual = (0..<400).count { first($0, false) == "clock" }
        let directed = (0..<400).count { first($0, true) == "clock" }
        #expect((90..<180).contains(usual))
        #expect((220..<320).contains(directed))
    }

    @Test("Behind what is sought, a party that was slow may be fast")
    func newSpeeds() {
        func turns(isSought: Bool) -> Int {
            (0..<400).count { schedule in
                var decider = RandomDecider<String>(seed: 1, schedule: schedule)
                let before = (0..<20).map { _ in
                    take(&decider, options("w1 w2").map { Option($0.choice, party: $0.party + 1) })
                }
                _ = take(&decider, [seeking(isSought)[2]])
                let after = (0..<20).map { _ in
                    take(&decider, options("w1 w2").map { Option($0.choice, party: $0.party + 1) })
                }
                return before.count { $0 == "w1" } < 4 && after.count { $0 == "w1" } > 16
            }
        }
        #expect(turns(isSought: false) == 0)
        #expect(turns(isSought: true) >= 4)
    }

    @Test("A kind of fault that is sought is there in half of the schedules that have a direction")
    func soughtFaults() {
        func strikes(isSought: Bool) -> Int {
            var crash = Option("crash", party: -2, fault: 0)
            crash.isSought = isSought
            return (0..<400).count { walk(seed: 1, schedule: $0, [crash], steps: 1) == ["crash"] }
        }
        #expect((220..<280).contains(strikes(isSought: false)))
        #expect((260..<320).contains(strikes(isSought: true)))
    }

    @Test("A fault that is sought strikes at once, or behind some work that is sought as well, and at last in any case")
    func sparedFaults() {
        var crash = Option("crash", party: -2, fault: 0)
        crash.isSought = true
        var work = Option("work", party: 1)
        work.isSought = true
        let places = (0..<400).compactMap {
            walk(seed: 1, schedule: $0, [work, crash], steps: 12).firstIndex(of: "crash")
        }
        #expect(places.count { $0 < 2 } >= 60)
        #expect(places.count { (3..<6).contains($0) } >= 30)
        #expect(places.count { $0 >= 8 } >= 15)
        let alone = (0..<400).count { walk(seed: 1, schedule: $0, [crash] + options("up"), steps: 1) == ["crash"] }
        #expect(alone >= 120, "nothing else is sought: it is not spared")
    }

    @Test("What is early waits until nothing else but faults can happen, in a sixth of the schedules")
    func early() {
        var change = Option("change", party: -3)
        change.isEarly = true
        let crash = Option("crash", party: -2, fault: 0)
        let kept = (0..<400).count {
            !walk(seed: 1, schedule: $0, [change] + options("w1"), steps: 30).contains("change")
        }
        let keptWithout = (0..<400).count {
            !walk(seed: 1, schedule: $0, [Option("change", party: -3)] + options("w1"), steps: 30).contains("change")
        }
        #expect((40..<110).contains(kept - keptWithout), "\(kept), \(keptWithout)")
        #expect((0..<400).allSatisfy { walk(seed: 1, schedule: $0, [change], steps: 1) == ["change"] })
        #expect((0..<400).allSatisfy { walk(seed: 1, schedule: $0, [change, crash], steps: 60).contains("change") })
    }

    @Test("An explorer gives out as many schedules as it was told, numbered from 0")
    func explorer() {
        var explorer = RandomExplorer<String>(seed: 1, limit: 100)
        var walks: [[String]] = []
        while true {
            let wave = explorer.nextWave()
            if wave.isEmpty { break }
            for var decider in wave {
                walks.append((0..<16).map { _ in take(&decider, many) })
            }
        }
        #expect(walks == (0..<100).map { walk(seed: 1, schedule: $0, many) })
    }
}

@Suite(.ownTime) struct ReplayDeciderTests {
    private func follow(_ schedule: String, leniently: Bool = false, _ offers: String...) -> [Decision] {
        var decider = ReplayDecider(schedule.split(separator: " ").map(String.init), leavesOutObstacles: leniently)
        return offers.map { decider.decide(options($0)) { nil } }
    }

    @Test("A schedule is followed by name, and then free choice ends")
    func followed() {
        #expect(follow("a c b", "a b c", "a b c", "b", "a b") == [.take(0), .take(2), .take(0), .stop])
    }

    @Test("Strictly, a choice that may not happen now is the end")
    func strict() {
        #expect(follow("a x b", "a b", "a b") == [.take(0), .abandon])
    }

    @Test("Leniently, a choice that may not happen now is left out")
    func lenient() {
        #expect(follow("a x y b", leniently: true, "a b", "a b", "a b") == [.take(0), .take(1), .stop])
        #expect(follow("a x", leniently: true, "a b", "a b") == [.take(0), .stop])
    }

    @Test("A choice that was left out is not made up for later")
    func forgotten() {
        #expect(follow("x a b", leniently: true, "a b", "x b", "x") == [.take(0), .take(1), .stop])
    }

    @Test("An empty schedule ends free choice at once")
    func empty() {
        #expect(follow("", "a") == [.stop])
    }
}
