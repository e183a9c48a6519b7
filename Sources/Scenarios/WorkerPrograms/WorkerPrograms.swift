import Processes
import Syncer

/// The programs that are a world's workers. They outlive the runs, as the sessions do.
///
/// One that asks for deliveries and for nothing else when a run is over is kept for the next, since starting it takes
/// longer than a schedule; any other is killed, and started anew.
///
/// One thread uses it.
final class WorkerPrograms {
    private let environment: ProgramEnvironment
    private let sessions: SessionPool
    /// The time that they share, where it is virtual.
    let time: ProgramTime
    /// Those that run, by the worker's number.
    private(set) var running: [Int: WorkerProgram] = [:]
    /// How many were started.
    private(set) var starts = 0
    /// Whether they do nothing by the clock about statements that wait, as far as has been seen.
    private var waitForEver = false

    /// - Parameter patience: How long a program may take that neither asks for anything nor ends, in real time.
    init(
        _ command: WorkerCommand, of strategy: Strategy, sessions: SessionPool, patience: Duration = Settling.limit
    ) {
        self.sessions = sessions
        let opener = ProgramSessionOpener(
            database: sessions.database, seats: sessions.seats, secret: RunSecret.make())
        time = ProgramTime(of: command)
        environment = ProgramEnvironment(
            command: command, folder: strategy.folder, collections: strategy.routes.map(\.collection), opener: opener,
            patience: patience, time: time)
    }

    /// Ends those that the next run cannot go on with.
    ///
    /// - Parameter keepsNone: Whether each shall be started anew.
    func clearAway(keepsNone: Bool) async throws {
        for program in all where keepsNone || !program.isAtRest { try await end(program) }
        time.begin()
    }

    /// The program of a worker, kept from the run before, or started now.
    ///
    /// - Throws: ``ProgramTrouble``.
    func program(_ number: Int) async throws -> WorkerProgram {
        if let kept = running[number] {
            if kept.isAtRest { return kept }
            try await end(kept)
        }
        do {
            if let refusal = time.refusal { throw refusal }
            let program = try WorkerProgram(number, environment)
            starts += 1
            running[number] = program
            return program
        } catch let failure as Launch.Failure where failure.isOfTime {
            throw VirtualTimeUnavailable(description: "\(failure)")
        } catch {
            throw ProgramTrouble("worker \(number): \(error)")
        }
    }

    /// Waits until none of them does anything more by itself.
    ///
    /// - Throws: ``ProgramTrouble``; `CancellationError`.
    func settle() async throws { for program in all { try await program.settle() } }

    /// Waits until one does something by the clock about a statement of its that waits. Programs that once did nothing are not
    /// waited for again.
    ///
    /// - Throws: ``ProgramTrouble`` where the server would, by the clock.
    func giveUpWaiting() async throws -> Bool {
        // Under virtual time it is a choice.
        if time.virtual == nil, !waitForEver {
            for program in all where try await program.givesUpWaiting() { return true }
        }
        waitForEver = true
        if let trouble = all.lazy.compactMap({ $0.troubleOfWaiting() }).first { throw trouble }
        return false
    }

    /// Those that run, in the order of their workers.
    private var all: [WorkerProgram] { running.sorted { $0.key < $1.key }.map(\.value) }

    /// Kills a program, and ends the sessions that it has not left behind.
    private func end(_ program: WorkerProgram) async throws {
        kill(program)
        for session in program.sessions where sessions.seats.isGuest(session) {
            try await sessions.seats.end(session)
        }
    }

    /// Kills a program. Its sessions are left to the caller.
    func kill(_ program: WorkerProgram) {
        program.kill()
        if running[program.number] === program { running[program.number] = nil }
    }

    /// Kills all.
    func close() { for program in all { kill(program) } }
}
