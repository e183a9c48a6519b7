import FakeSequin
import Simulation
import Syncer

/// One delivery, tried before anything is judged where the worker is a program: so one that does not start, or never asks
/// for anything, is said to be broken, and not judged.
struct ProgramTrial {
    let template: StrategyTemplate
    let settings: VerificationSettings

    private static let bounds = Bounds(workers: 1, records: 1, changes: 1)

    /// - Throws: `StrategyError` for a program that cannot be judged; what else fails.
    func run() async throws {
        var plan = WorldPlan(
            template: template, scenario: Catalogue.inOrder, bounds: Self.bounds,
            consumer: settings.consumer(for: template.strategy),
            seed: settings.seed)
        plan.isReplay = true
        do {
            try await template.withHome { home in
                var decider = ReplayDecider<Choice>([])
                _ = try await World(plan: plan, home: home, isRecording: false).run(&decider)
            }
        } catch let trouble as ProgramTrouble {
            throw StrategyError(file: template.strategy.folder, message: trouble.sentence)
        } catch let void as VoidRun {
            guard void.isOfProgram else { throw void.failure }
            throw StrategyError(file: template.strategy.folder, message: void.failure.reason)
        }
    }
}
