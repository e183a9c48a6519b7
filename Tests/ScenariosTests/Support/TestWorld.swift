import Foundation
import Postgres
import Simulation
import Syncer
import TestSupport

@testable import Scenarios

extension TestServer {
    /// Runs `body` with a world of its own for a strategy.
    func withWorld<T>(
        _ strategy: Strategy, _ scenario: Scenario, settings: VerificationSettings = VerificationSettings(),
        _ body: (TestWorld) async throws -> T
    ) async throws -> T {
        try await withWorld(strategy, scenario, settings: settings, on: nil, body)
    }

    /// The same, with the server used as if it were not ours: its processes are not stopped.
    func withForeignWorld<T>(
        _ strategy: Strategy, _ scenario: Scenario, _ body: (TestWorld) async throws -> T
    ) async throws -> T {
        let access = ServerAccess.url(
            try access.maintenanceTarget(), version: "15", isSuperuser: true, runID: ServerAccess.runID(7))
        let host = try await ServerHost(access, on: loop)
        defer { host.close() }
        return try await withWorld(strategy, scenario, settings: VerificationSettings(), on: host, body)
    }

    /// The same, with a limit for statements of its own.
    func withWorld<T>(
        _ strategy: Strategy, _ scenario: Scenario, statementLimit: Duration, _ body: (TestWorld) async throws -> T
    ) async throws -> T {
        let host = try await ServerHost(try access, on: loop, statementLimit: statementLimit)
        defer { host.close() }
        return try await withWorld(strategy, scenario, settings: VerificationSettings(), on: host, body)
    }

    private func withWorld<T>(
        _ strategy: Strategy, _ scenario: Scenario, settings: VerificationSettings, on foreign: ServerHost?,
        _ body: (TestWorld) async throws -> T
    ) async throws -> T {
        templates += 1
        let template = try await StrategyTemplate(
            strategy, number: 1_000 + templates, host: try foreign ?? host, loop: loop)
        let result: Result<T, any Error>
        do {
            let home = WorldHome(try await template.makeWorld(WorldVariant(scenario)), for: strategy)
            defer { home.close() }
            let plan = WorldPlan(
                template: template, scenario: scenario, bounds: try settings.bounds(for: scenario),
                consumer: settings.consumer(for: strategy), seed: settings.seed)
            let world = TestWorld(
                template: template, home: home, plan: plan, server: try foreign?.access ?? access)
            result = .success(try await body(world))
        } catch {
            result = .failure(error)
        }
        await template.close()
        return try result.get()
    }
}

extension World {
    /// A world whose workers are code of this process.
    convenience init(plan: WorldPlan, sessions: SessionPool, isRecording: Bool) {
        self.init(plan: plan, home: WorldHome(sessions), isRecording: isRecording)
    }
}

/// A world that a test runs, step by step if it likes. It stays on its server's thread.
final class TestWorld {
    let template: StrategyTemplate
    let home: WorldHome
    var sessions: SessionPool { home.sessions }
    var database: WorldDatabase { sessions.database }
    var plan: WorldPlan
    private let server: ServerAccess

    init(template: StrategyTemplate, home: WorldHome, plan: WorldPlan, server: ServerAccess) {
        self.template = template
        self.home = home
        self.plan = plan
        self.server = server
    }

    /// Runs the world as the moves say, and then to its end without faults.
    ///
    /// - Throws: `Script.Obstacle` for a move that cannot be made.
    func run(_ moves: Move...) async throws -> RunOutcome { try await run(moves) }

    /// Runs the world as the moves say, and then to its end without faults.
    func run(_ moves: [Move]) async throws -> RunOutcome {
        let run = World(plan: plan, home: home, isRecording: true)
        let script = Script(moves, run: run, target: server.controlTarget(database: database.name))
        var decider: any Decider<Choice> = script
        let outcome = try await run.run(&decider)
        if let obstacle = script.obstacle { throw obstacle }
        if outcome.violation == nil, let left = script.left { throw Script.Obstacle(move: left, options: []) }
        return outcome
    }

    /// Runs one schedule of a seed.
    func run(seed: UInt64, schedule: Int, isRecording: Bool = false) async throws -> RunOutcome {
        var decider: any Decider<Choice> = RandomDecider<Choice>(seed: seed, schedule: schedule)
        return try await World(plan: plan, home: home, isRecording: isRecording).run(&decider)
    }

    /// The histories of a seed's first schedules.
    func histories(seed: UInt64, _ count: Int) async throws -> [TestHistory] {
        var histories: [TestHistory] = []
        for number in 1...count {
            let steps = try await run(seed: seed, schedule: number, isRecording: true).steps
            histories.append(
                TestHistory(
                    fingerprint: "\(steps.fingerprint)",
                    lines: steps.map { step in
                        "\(step.choice): "
                            + step.notes.map {
                                "\($0.kind.rawValue) \($0.worker ?? 0) \($0.versions) \($0.words ?? "")"
                            }
                            .joined(separator: ", ")
                    }))
        }
        return histories
    }

    /// What another session reads in the world's database.
    func read(_ sql: String) async throws -> [[String?]] {
        let connection = try await Connection.open(
            server.controlTarget(database: database.name), on: database.loop)
        defer { connection.close() }
        return try await connection.run(Statement(sql, prepares: false)).rows
    }

    /// Follows a schedule strictly.
    func replay(_ schedule: [Choice], isRecording: Bool = true) async throws -> RunOutcome {
        var decider: any Decider<Choice> = ReplayDecider(schedule)
        return try await World(plan: plan, home: home, isRecording: isRecording).run(&decider)
    }
}

/// What happened in one schedule.
struct TestHistory: Equatable {
    let fingerprint: String
    /// Its steps.
    let lines: [String]

    static func == (left: TestHistory, right: TestHistory) -> Bool { left.fingerprint == right.fingerprint }

    /// Where histories first differ; nil if they are the same.
    static func difference(_ left: [TestHistory], _ right: [TestHistory]) -> String? {
        guard let number = left.indices.first(where: { left[$0] != right[$0] }) else { return nil }
        let (left, right) = (left[number].lines, right[number].lines)
        let step = zip(left, right).prefix { $0 == $1 }.count
        return "schedule \(number + 1), step \(step + 1): \(left.dropFirst(step).first ?? "none")\nbut "
            + "\(right.dropFirst(step).first ?? "none")"
    }
}

/// What a test makes happen next in a world.
enum Move: ExpressibleByStringLiteral, Sendable {
    /// The option whose description begins so, such as `worker 1: upsert.sql`.
    case choose(String)
    /// SQL that another session runs, and commits, between two steps.
    case behindItsBack(String)
    /// Something that befalls the world between two steps.
    case meddle(@Sendable (World) throws -> Void)

    init(stringLiteral value: String) { self = .choose(value) }
}

/// Decides as a list of moves says. It stays on its world's thread.
final class Script: Decider, @unchecked Sendable {
    /// A move that cannot be made.
    struct Obstacle: Error, CustomStringConvertible {
        let move: String
        let options: [String]
        var description: String { "\(move) cannot happen now; these can: \(options.joined(separator: ", "))" }
    }

    private var moves: ArraySlice<Move>
    private let run: World
    private let target: ConnectionTarget
    private(set) var obstacle: (any Error)?
    /// The first move that has not been made.
    var left: String? { moves.first.map { "\($0)" } }

    init(_ moves: [Move], run: World, target: ConnectionTarget) {
        self.moves = moves[...]
        self.run = run
        self.target = target
    }

    func decide(_ options: [Option<Choice>], state: () -> StateFingerprint?) -> Decision {
        do {
            while let move = moves.popFirst() {
                switch move {
                case .choose(let name):
                    let names = options.map { "\($0.choice)" }
                    guard let index = names.firstIndex(where: { $0.hasPrefix(name) }) else {
                        throw Obstacle(move: name, options: names)
                    }
                    return .take(index)
                case .behindItsBack(let sql): try OtherSession.run(sql, on: target)
                case .meddle(let body): try body(run)
                }
            }
            return .stop
        } catch {
            obstacle = error
            return .abandon
        }
    }
}

/// A session that has nothing to do with any world.
enum OtherSession {
    /// Runs SQL in a session of its own, on a thread of its own, and returns when it is committed.
    static func run(_ sql: String, on target: ConnectionTarget) throws {
        try blockingOnLoop { loop in
            let connection = try await Connection.open(target, on: loop)
            defer { connection.close() }
            _ = try await connection.run(Statement(sql, prepares: false))
        }
    }
}

extension RunOutcome {
    /// What the violation says, as one line: `step 3, A, acked-is-durable: because …`.
    var finding: String? {
        violation.map { "step \($0.step), \($0.record ?? "table"), \($0.property.rawValue): \($0.because)" }
    }

    /// Everything that came of the choices, in order, as `woke 2` or `failed 1 40P01 deadlock detected`.
    var log: [String] {
        steps.flatMap(\.notes).map { note in
            [note.kind.rawValue, note.worker.map(String.init), note.words].compactMap { $0 }
                .joined(separator: " ")
        }
    }

    /// How many sessions waited at once, at most.
    var mostWaiters: Int {
        var waiting = 0
        var most = 0
        for note in steps.flatMap(\.notes) {
            if note.kind == .blocked { waiting += 1 }
            if note.kind == .woke { waiting -= 1 }
            most = max(most, waiting)
        }
        return most
    }

    /// How often something came of a choice.
    func count(_ kind: Note.Kind, where matches: (Note) -> Bool = { _ in true }) -> Int {
        steps.flatMap(\.notes).count { $0.kind == kind && matches($0) }
    }
}

extension Note {
    /// A command tag, or a failure; nil for anything else.
    var words: String? {
        switch detail {
        case .tag(let tag): tag
        case .failure(let failure): "\(failure)"
        default: nil
        }
    }

    var isDeadlock: Bool { if case .failure(let failure) = detail { failure.sqlState == "40P01" } else { false } }
}
