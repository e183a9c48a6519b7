import FakeSequin
import Postgres
import Simulation
import Syncer

/// Runs one cell: a strategy under a scenario, on several worlds at once.
final class CellRunner {
    let template: StrategyTemplate
    /// The worlds in use, by what is built into them.
    private var worlds: [WorldVariant: [SessionPool]] = [:]
    var settings: VerificationSettings
    /// What happens upstream, where that is not the scenario's own workload.
    var workload: [Change]?

    init(template: StrategyTemplate, settings: VerificationSettings) {
        self.template = template
        self.settings = settings
    }

    /// Two runs of one schedule that differ.
    private struct NotDeterministic: Error, CustomStringConvertible {
        let schedule: Int
        let remark: String?
        var description: String {
            "schedule \(schedule), run twice, gave two different histories: its verdict cannot be trusted"
                + (remark.map { "; on real time or real chance runs what may decide it: \($0)" } ?? "")
        }
    }

    /// Runs the cell.
    ///
    /// - Throws: Only what makes all further cells pointless: cancellation.
    func run(_ scenario: Scenario, bounds: Bounds, deadline: ContinuousClock.Instant?) async throws -> CellOutcome {
        try await run(scenario, bounds, deadline, by: explorer(scenario))
    }

    private func run(
        _ scenario: Scenario, _ bounds: Bounds, _ deadline: ContinuousClock.Instant?, by explorer: some Explorer<Choice>
    ) async throws -> CellOutcome {
        let started = ContinuousClock.now  // wall clock: `seconds` of the report
        let plan = try await makePlan(scenario, bounds, comparingStates: explorer.comparesStates)
        let queue = ScheduleQueue(explorer, deadline: deadline)
        var cell = CellOutcome(plan: plan, settings: settings)
        do {
            if let reason = plan.impossibility { throw CannotSetUp(description: reason) }
            cell.known = try await tryKnown(scenario, consumer: plan.consumer.kind.rawValue)
            try await explore(plan, queue)
            cell.count(queue)
            if let failure = queue.failure, let number = queue.failing {
                let plan = settings.explorer.draws ? plan.drawn(number) : plan
                cell.plan = plan
                try await pursue(failure, plan, deadline, into: &cell)
            }
            cell.takeKnown()
        } catch is CancellationError {
            cell.isInterrupted = true
            cell.count(queue)
            cell.result.verdict = .inconclusive
            cell.result.because = "interrupted after \(queue.tally.count.counted("schedule"))"
        } catch let error as CannotSetUp {
            cell.result.verdict = .skipped
            cell.result.because = error.description
        } catch {
            cell.count(queue)
            cell.result.verdict = .inconclusive
            if let strike = template.watchdog.strike {
                cell.result.because = strike.failure.reason
            } else {
                cell.result.because = "the environment failed: \(error)"
                cell.environmentFailed = true
            }
        }
        cell.result.seconds = (ContinuousClock.now - started) / .seconds(1)  // wall clock: as above
        return cell
    }

    /// Follows the known failures of a cell, each on a fresh clone of the database.
    private func tryKnown(_ scenario: Scenario, consumer: String) async throws -> KnownOutcomes {
        var outcomes = KnownOutcomes()
        for known in settings.known {
            let file = known.file
            guard file.scenario == scenario.name, file.consumer == consumer, known.concerns(template.strategy) else {
                continue
            }
            var settings = self.settings
            settings.seed = file.seed
            let plan = WorldPlan(
                template: template, scenario: scenario, bounds: file.bounds, consumer: settings.consumer,
                seed: settings.seed)
            let replay = FailureReplay(template: template, scenario: scenario, settings: settings)
            outcomes.add(known, try await replay.follow(file), of: plan)
        }
        return outcomes
    }

    func makePlan(_ scenario: Scenario, _ bounds: Bounds, comparingStates: Bool) async throws -> WorldPlan {
        if comparingStates { try await template.profileWrites() }
        var plan = WorldPlan(
            template: template, scenario: scenario, bounds: bounds, consumer: settings.consumer, seed: settings.seed)
        plan.watchesContent = comparingStates
        plan.confirmsWaits = settings.checksDeterminism
        if let workload { plan.changes = workload }
        return plan
    }

    func explorer(_ scenario: Scenario) -> any Explorer<Choice> {
        settings.explorer.make(settings, limit: settings.schedules(for: scenario))
    }

    func explore(_ plan: WorldPlan, _ queue: ScheduleQueue<some Explorer<Choice>>) async throws {
        while queue.startWave() { try await runWave(plan, queue) }
    }

    /// The worlds for the next wave. A world costs as much as some dozens of schedules, so the last of them are made
    /// only in a long exploration.
    ///
    /// - Parameter schedules: How many have been run.
    private func worlds(_ variant: WorldVariant, after schedules: Int) async throws -> [SessionPool] {
        let count = min(template.mostWorlds, max(1, settings.worlds), max(settings.firstWorlds, schedules / 64))
        var made = worlds[variant] ?? []
        while made.count < count {
            made.append(SessionPool(try await template.makeWorld(variant)))
            worlds[variant] = made
        }
        return made
    }

    private func runWave(_ plan: WorldPlan, _ queue: ScheduleQueue<some Explorer<Choice>>) async throws {
        let worlds = try await worlds(WorldVariant(plan.scenario), after: queue.progress.schedules)
        let work = Confined((queue, worlds, settings.checksDeterminism))
        let (onProgress, onSchedule) = (settings.onProgress, settings.onSchedule)
        let remark = template.chanceRemark
        let draws = settings.explorer.draws
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in worlds.indices {
                group.addTask {
                    let (queue, worlds, checksTwice) = work.value
                    while var ticket = queue.next() {
                        try Task.checkCancellation()
                        var second = ticket.decider
                        let plan = draws ? plan.drawn(ticket.number) : plan
                        let run = World(plan: plan, sessions: worlds[index], isRecording: checksTwice)
                        let outcome = try await run.run(&ticket.decider)
                        if checksTwice {
                            let again = World(plan: plan, sessions: worlds[index], isRecording: true)
                            let other = try await again.run(&second)
                            if other.steps.fingerprint != outcome.steps.fingerprint {
                                throw NotDeterministic(schedule: ticket.number, remark: remark)
                            }
                        }
                        queue.finished(ticket, outcome)
                        onProgress?(queue.progress)
                        onSchedule?(outcome.interleaving(of: plan))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// When shrinking must end: with the cell's own share of the budget, or with half of what is left for all. A
    /// failure that is found late is worth more than the schedules of cells to come.
    private func pursuitDeadline(_ share: ContinuousClock.Instant?) -> ContinuousClock.Instant? {
        guard let share, let all = settings.deadline else { return share }
        let now = ContinuousClock.now  // wall clock: --budget
        return max(share, now + (all - now) / 2)
    }

    /// Reproduces a failure on a fresh clone of the database, then shrinks it there.
    private func pursue(
        _ failure: RunOutcome, _ plan: WorldPlan, _ deadline: ContinuousClock.Instant?, into cell: inout CellOutcome
    ) async throws {
        let world = SessionPool(try await template.makeWorld(WorldVariant(plan.scenario)))
        let result: Result<ShrunkFailure?, any Error>
        do {
            result = .success(
                try await FailurePursuit(plan: plan, sessions: world, deadline: pursuitDeadline(deadline)).pursue(
                    failure))
        } catch {
            result = .failure(error)
        }
        world.close()
        await template.drop(world.database)
        guard let shrunk = try result.get() else {
            cell.result.verdict = .inconclusive
            cell.result.because =
                "schedule \(cell.result.firstViolationAt ?? 0) violated "
                + "\(failure.violation?.property.rawValue ?? "a property"), but did not when it was run again on a "
                + "fresh clone of the database: this failure does not replay"
                + (template.chanceRemark.map { "; on real time or real chance runs what may decide it: \($0)" } ?? "")
            return
        }
        cell.take(shrunk)
    }
}

extension RunOutcome {
    /// What tells one interleaving from another.
    fileprivate func interleaving(of plan: WorldPlan) -> String {
        var print = StateFingerprint()
        print.add(plan.strategy.name)
        print.add(plan.scenario.name)
        for change in changes { print.add("\(change)") }
        for choice in schedule + fairChoices { print.add("\(choice)") }
        return "\(print)"
    }
}
