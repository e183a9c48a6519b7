@testable import Scenarios
@testable import Simulation

/// An explorer whose waves are listed, and that keeps what it is told of them.
struct ListedExplorer: Explorer {
    /// A schedule that decides nothing; it is told what it has come to.
    struct Listed: Decider {
        typealias Choice = Scenarios.Choice

        let number: Int
        var isAudit = false
        var isLost = false

        mutating func decide(_ options: [Option<Choice>], state: () -> StateFingerprint?) -> Decision { .stop }
    }

    typealias Choice = Scenarios.Choice

    private var sizes: ArraySlice<Int>
    private var given = 0
    /// The numbers of the schedules of each wave that was learnt from.
    private(set) var learnt: [[Int]] = []
    /// The numbers of schedules that were given back.
    private(set) var takenBack: [Int] = []

    /// Gives out waves of these sizes.
    init(_ sizes: Int...) { self.sizes = sizes[...] }

    var remainder: [Branch<Choice>]? { takenBack.map { _ in Branch(prefix: [], sleep: []) } }

    mutating func nextWave() -> [Listed] {
        let wave = given..<(given + (sizes.popFirst() ?? 0))
        given = wave.upperBound
        return wave.map { Listed(number: $0 + 1) }
    }

    mutating func learn(from wave: [Listed]) { learnt.append(wave.map(\.number)) }

    mutating func takeBack(_ wave: [Listed]) { takenBack += wave.map(\.number) }
}
