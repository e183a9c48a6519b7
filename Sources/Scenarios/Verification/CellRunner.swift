import FakeSequin
import Postgres
import Simulation
import Syncer

/// Runs one cell: a strategy under a scenario, on several worlds at once.
final class CellRunner {
    let template: StrategyTemplate
    /// The worlds in use, by what is built into them.
    private var worlds: [WorldVariant: [WorldHome]] = [:]
    /// Whether there may be one world alone, since several came into each other's way.
    private(set) var isAlone = false
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
        let difference: HistoryDifference
        let remark: String
        var description: String {
            "schedule \(schedule), run twice, gave two different histories: \(difference); its verdict cannot be trusted"
                + remark
        }
    }

    /// Runs the cell; in one world if several come into each other's way.
    ///
    /// - Throws: Only what makes all further cells pointless: cancellation.
    func run(_ scenario: Scenario, bounds: Bounds, deadline: ContinuousClock.Instant?) async throws -> CellOutcome {
        let started = ContinuousClock.now  // wall clock: `seconds` of the report
        var cell: CellOutcome
        do {
            cell = try await run(scenario, bounds, deadline, by: explorer(scenario))
        } catch is WorldsMeet {
            // What their sessions did meanwhile is chance, so nothing of it is kept.
            await discardWorlds()
            isAlone = true
            cell = try await run(scenario, bounds, deadline, by: explorer(scenario))
        }
        template.watchdog.takeStrike()
        cell.result.seconds = (ContinuousClock.now - started) / .seconds(1)  // wall clock: as above
        return cell
    }

    private func run(
        _ scenario: Scenario, _ bounds: Bounds, _ deadline: ContinuousClock.Instant?, by explorer: some Explorer<Choice>
    ) async throws -> CellOutcome {
        let plan = try await makePlan(scenario, bounds, comparingStates: explorer.comparesStates)
        let queue = ScheduleQueue(explorer, deadline: deadline)
        var cell = CellOutcome(plan: plan, settings: settings)
        do {
            if let reason = try await impossibility(of: plan) { throw CannotSetUp(description: reason) }
            cell.known = try await tryKnown(scenario, consumer: plan.consumer.kind.rawValue)
            try await explore(plan, queue)
            cell.count(queue)
            if let run = queue.void { await tell(run, drawn(plan, queue.voidNumber), into: &cell) }
            if let failure = queue.failure {
                let plan = drawn(plan, queue.failing)
                cell.plan = plan
                try await pursue(failure, plan, deadline, into: &cell)
            }
            cell.takeKnown()
        } catch is CancellationError {
            cell.isInterrupted = true
            cell.count(queue)
            cell.result.verdict = .inconclusive
            cell.result.because = "interrupted after \(queue.tally.count.counted("schedule"))"
        } catch let error where error is CannotSetUp || error is ChanceOfDeadlock {
            cell.result.verdict = .skipped
            cell.result.because = "\(error)"
        } catch let trouble as ProgramTrouble {
            cell.result.verdict = .inconclusive
            cell.result.because = trouble.sentence
            await discardWorlds()
        } catch let error as NotDeterministic where template.strategy.command != nil {
            cell.count(queue)
            cell.result.verdict = .inconclusive
            cell.result.because = "\(error)"
        } catch let meeting as WorldsMeet where !isAlone {
            throw meeting
        } catch {
            cell.count(queue)
            cell.fail(await template.watchdog.failure(for: error), isEndless: template.watchdog.strike != nil)
            // Whatever state they are in.
            await discardWorlds()
        }
        return cell
    }

    /// Follows the known failures of a cell, each on a fresh clone of the database.
    private func tryKnown(_ scenario: Scenario, consumer: String) async throws -> KnownOutcomes {
        var outcomes = KnownOutcomes()
        if isAlone, !settings.known.isEmpty { await discardWorlds() }
        for known in settings.known {
            let file = known.file
            guard file.scenario == scenario.name, file.consumer == consumer, known.concerns(template.strategy),
                // It was no failure when it was run again, and need not be looked at each time.
                file.doubt?.kind != .notReplayed
            else { continue }
            var settings = self.settings
            settings.seed = file.seed
            let plan = WorldPlan(
                template: template, scenario: scenario, bounds: file.bounds,
                consumer: settings.consumer(for: template.strategy),
                seed: settings.seed)
            let replay = FailureReplay(template: template, scenario: scenario, settings: settings)
            outcomes.add(known, try await replay.follow(file), of: plan)
        }
        return outcomes
    }

    func makePlan(_ scenario: Scenario, _ bounds: Bounds, comparingStates: Bool) async throws -> WorldPlan {
        if comparingStates { try await template.profileWrites() }
        var plan = WorldPlan(
            template: template, scenario: scenario, bounds: bounds, consumer: settings.consumer(for: template.strategy),
            seed: settings.seed)
        plan.watchesContent = comparingStates
        plan.confirmsWaits = settings.checksDeterminism
        plan.startsFresh = settings.startsFresh
        if let workload { plan.take(workload) }
        return plan
    }

    /// Why the scenario's hazard cannot happen with this strategy, or on this server; nil if it can.
    private func impossibility(of plan: WorldPlan) async throws -> String? {
        if let reason = plan.impossibility { return reason }
        guard plan.scenario.setup.hasPausePoints else { return nil }
        guard template.canPause else { return Self.foreignServer }
        guard plan.scenario.hazard.needsPauses, plan.strategy.command == nil, try await !template.meetsPausePoints()
        else { return nil }
        return "no statement pauses: the scripts write no row of a table that lasts and has row triggers"
    }

    private static let anew =
        "; the second time programs were started anew, so what they remember of earlier schedules decides, or real time, or "
        + "chance"

    static let foreignServer =
        "its statements pause inside themselves, which takes a server whose processes may be stopped: leave --database-url "
        + "out, and have the programs of Postgres beside converge (on Debian 'apt-get install postgresql')"

    func explorer(_ scenario: Scenario) -> any Explorer<Choice> {
        settings.explorer.make(settings, limit: settings.schedules(for: scenario))
    }

    /// The plan of a schedule, by its number.
    private func drawn(_ plan: WorldPlan, _ number: Int?) -> WorldPlan {
        guard let number, settings.explorer.drawsSchedules else { return plan }
        return plan.drawn(number)
    }

    func explore(_ plan: WorldPlan, _ queue: ScheduleQueue<some Explorer<Choice>>) async throws {
        while queue.startWave() { try await runWave(plan, queue) }
    }

    /// The worlds for the next wave. A world costs as much as some dozens of schedules, so the last of them are made
    /// only in a long exploration.
    ///
    /// - Parameter schedules: How many have been run.
    private func worlds(_ variant: WorldVariant, after schedules: Int) async throws -> [WorldHome] {
        let most = isAlone ? 1 : template.mostWorlds
        let count = min(most, max(1, settings.worlds), max(settings.firstWorlds, schedules / 64))
        var made = worlds[variant] ?? []
        while made.count < count {
            made.append(WorldHome(try await template.makeWorld(variant), for: template.strategy))
            worlds[variant] = made
        }
        return made
    }

    /// Drops all worlds.
    func discardWorlds() async {
        for home in worlds.values.flatMap({ $0 }) {
            home.close()
            await template.drop(home.sessions.database)
        }
        worlds = [:]
    }

    private func runWave(_ plan: WorldPlan, _ queue: ScheduleQueue<some Explorer<Choice>>) async throws {
        let worlds = try await worlds(WorldVariant(plan.scenario), after: queue.progress.schedules)
        let work = Confined((queue, worlds, self))
        let (onProgress, onSchedule) = (settings.onProgress, settings.onSchedule)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in worlds.indices {
                group.addTask {
                    let (queue, worlds, runner) = work.value
                    while let ticket = queue.next() {
                        try Task.checkCancellation()
                        let plan = runner.drawn(plan, ticket.number)
                        do {
                            let done = try await runner.run(ticket, plan, in: worlds[index])
                            queue.finished(done.ticket, done.outcome)
                            onProgress?(queue.progress)
                            onSchedule?(done.outcome.interleaving(of: plan))
                        } catch let run as VoidRun {
                            // Schedules before it may still be at work in other worlds, and count.
                            return queue.broke(ticket, run)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func run<Source>(
        _ ticket: ScheduleQueue<Source>.Ticket, _ plan: WorldPlan, in world: WorldHome
    ) async throws -> (ticket: ScheduleQueue<Source>.Ticket, outcome: RunOutcome) {
        var (ticket, second) = (ticket, ticket.decider)
        let run = World(plan: plan, home: world, isRecording: settings.checksDeterminism)
        let outcome = try await run.run(&ticket.decider)
        if settings.checksDeterminism {
            var plan = plan
            // What a program remembers of the schedules before may make the difference.
            if template.strategy.command != nil { plan.startsFresh = true }
            let again = World(plan: plan, home: world, isRecording: true)
            let other = try await again.run(&second)
            if let difference = HistoryDifference(outcome.steps, other.steps) {
                let remark = (plan.startsFresh ? Self.anew : "") + template.chanceRemark
                throw NotDeterministic(schedule: ticket.number, difference: difference, remark: remark)
            }
        }
        return (ticket, outcome)
    }

    /// When shrinking must end: with the cell's own share of the budget, or with half of what is left for all. A
    /// failure that is found late is worth more than the schedules of cells to come.
    func pursuitDeadline(_ share: ContinuousClock.Instant?) -> ContinuousClock.Instant? {
        guard let share, let all = settings.deadline else { return share }
        let now = ContinuousClock.now  // wall clock: --budget
        return max(share, now + (all - now) / 2)
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
