import Bits
import TestSupport
import Testing

@testable import Simulation

/// Small programs made up at random: the exhaustive explorer must reach every state in which they can end.
@Suite(.ownTime) struct ExhaustiveExplorerTests {
    /// What a process does in one step. Its footprint is the variable, its party the process.
    private enum Operation {
        /// Changes a variable.
        case write(variable: Int, factor: Int)
        /// Adds a variable to what the process has seen.
        case read(variable: Int)
        /// Waits until a variable is even.
        case await(variable: Int)

        var variable: Int {
            switch self {
            case .write(let variable, _), .read(let variable), .await(let variable): variable
            }
        }
    }

    private struct Program {
        var processes: [[Operation]]

        init(seed: Int) {
            var random = SplitMix64(seed: UInt64(seed), stream: 0)
            processes = (0..<3).map { _ in
                (0..<(1 + random.below(3))).map { _ in
                    let variable = random.below(3)
                    switch random.below(5) {
                    case 0: return .await(variable: variable)
                    case 1, 2: return .read(variable: variable)
                    default: return .write(variable: variable, factor: 1 + random.below(3))
                    }
                }
            }
        }
    }

    private struct State: Hashable {
        var positions = [0, 0, 0]
        var variables = [0, 0, 0]
        var seen = [0, 0, 0]

        var fingerprint: StateFingerprint {
            var print = StateFingerprint()
            for number in positions + variables + seen { print.add(Int64(number)) }
            return print
        }

        func options(in program: Program) -> [Option<String>] {
            program.processes.indices.compactMap { process in
                guard positions[process] < program.processes[process].count else { return nil }
                let operation = program.processes[process][positions[process]]
                if case .await(let variable) = operation, variables[variable] % 2 != 0 { return nil }
                return Option(
                    "\(process).\(positions[process])", party: process + 1,
                    footprint: Footprint(bits: 1 << UInt64(operation.variable)))
            }
        }

        mutating func take(_ option: Option<String>, in program: Program) {
            let process = option.party - 1
            switch program.processes[process][positions[process]] {
            case .write(let variable, let factor): variables[variable] = variables[variable] * factor + process + 1
            case .read(let variable): seen[process] = seen[process] * 7 + variables[variable]
            case .await: break
            }
            positions[process] += 1
        }
    }

    /// Every state in which nothing can happen any more.
    private func ends(of program: Program) -> Set<State> {
        var ends: Set<State> = []
        var known: Set<State> = [State()]
        var open = [State()]
        while let state = open.popLast() {
            let options = state.options(in: program)
            if options.isEmpty { ends.insert(state) }
            for option in options {
                var next = state
                next.take(option, in: program)
                if known.insert(next).inserted { open.append(next) }
            }
        }
        return ends
    }

    private func explore(_ program: Program, reduces: Bool, showsState: Bool) -> (ends: Set<State>, schedules: Int) {
        var explorer = ExhaustiveExplorer<String>(reduces: reduces)
        var ends: Set<State> = []
        var schedules = 0
        while true {
            var wave = explorer.nextWave()
            if wave.isEmpty { return (ends, schedules) }
            for index in wave.indices {
                schedules += 1
                if let end = run(program, &wave[index], showsState: showsState) { ends.insert(end) }
            }
            explorer.learn(from: wave)
        }
    }

    /// The state in which a schedule ends; nil if it is cut short.
    private func run(_ program: Program, _ decider: inout some Decider<String>, showsState: Bool) -> State? {
        var state = State()
        while true {
            let options = state.options(in: program)
            if options.isEmpty { return state }
            let now = state
            guard case .take(let index) = decider.decide(options, state: { showsState ? now.fingerprint : nil }) else {
                return nil
            }
            state.take(options[index], in: program)
        }
    }

    @Test("With sleep sets, with and without fingerprints, every end of 600 small programs is reached")
    func reachesEveryEnd() {
        var whole = 0
        var reduced = 0
        for seed in 0..<600 {
            let program = Program(seed: seed)
            let ends = ends(of: program)
            let sleeping = explore(program, reduces: true, showsState: false)
            let matching = explore(program, reduces: true, showsState: true)
            #expect(sleeping.ends == ends, "program \(seed), sleep sets alone")
            #expect(matching.ends == ends, "program \(seed), with fingerprints")
            if seed < 60 {
                let all = explore(program, reduces: false, showsState: false)
                #expect(all.ends == ends, "program \(seed), without a reduction")
                whole += all.schedules
                reduced += matching.schedules
            }
        }
        #expect(reduced * 4 < whole)
    }
}
