import BrokerWire
import Postgres
import PostgresWire
import Processes
import Sequin
import Simulation

extension Crew {
    /// How often programs may end by themselves in one run, and be started again.
    private static let mostRestarts = 50

    /// Waits until no program does anything more by itself, and parks what they ask for.
    ///
    /// What is no choice goes on at once: bookkeeping, and what goes on with a step.
    func settlePrograms() async throws {
        guard let programs = world.programs else { return }
        repeat { try await programs.settle() } while try await takeAll()
    }

    /// - Returns: Whether a program may move again.
    private func takeAll() async throws -> Bool {
        var mayMove = false
        for worker in workers where !worker.isFrozen {
            guard let program = worker.program else { continue }
            if try await replaceIfEnded(worker, program) {
                mayMove = true
                continue
            }
            while let closed = program.takeClosedConnection() { try await leave(closed, of: worker) }
            if let problem = program.takeProblem() {
                worker.lastError = PostgresError(
                    sqlState: SQLState(rawValue: problem.sqlState), message: problem.message)
            }
            let requests = program.takeRequests { records(of: $0, on: $1, of: worker) }
            for request in requests where try await !park(request, of: worker, program) { mayMove = true }
            if try await cancel(in: program, of: worker) { mayMove = true }
        }
        return mayMove
    }

    /// Nothing can happen any more, and statements wait: a program may have one cancelled by the clock, which is time that
    /// passes where nothing else can.
    ///
    /// - Returns: Whether one has done so.
    func giveUpWaiting() async throws -> Bool {
        guard let programs = world.programs, try await programs.giveUpWaiting() else { return false }
        world.keepNotes()
        try await settlePrograms()
        return true
    }

    /// That a timeout of a program's own has ended a session; nil if it was none.
    func trouble(of error: PostgresError) -> ProgramTrouble? {
        let worker = world.summary.lastChoice?.worker.map { workers[$0 - 1] } ?? workers.first
        return worker?.program?.trouble(of: error)
    }

    // MARK: Ending by itself

    /// A program that has ended by itself, or since it was asked to, is started again, as what watches over programs does.
    private func replaceIfEnded(_ worker: WorkerSlot, _ program: WorkerProgram) async throws -> Bool {
        guard let ending = program.process.ending else { return false }
        let isAsked = program.isAskedToEnd
        if !isAsked { restarts += 1 }
        guard !worker.isOpening || worker.hasAsked, restarts <= Self.mostRestarts else {
            if let trouble { throw trouble }
            throw worker.hasAsked ? program.trouble("\(ending), again and again") : program.trouble(ending: ending)
        }
        var news = program.takeNews()
        news.ending = "\(ending)"
        endings.append(news)
        // One that was asked to end gives nothing up, whatever it leaves undone.
        if !isAsked { refuse(worker.unclaimed, Self.failure(ending, worker.lastError)) }
        try await replaceDead(worker)
        return true
    }

    /// Why a program that has ended by itself did not do what it had to do. What it wrote differs from run to run, and
    /// stands beside the step.
    private static func failure(_ ending: ChildProcess.Ending, _ error: PostgresError?) -> Note.Failure {
        let words = "the program \(ending)"
        return Note.Failure(
            sqlState: error?.sqlState.rawValue, message: error.map { "\($0.message), and \(words)" } ?? words)
    }

    /// A connection that its program has closed: what runs there goes on.
    private func leave(_ connection: ProgramConnection, of worker: WorkerSlot) async throws {
        guard let session = connection.session, world.sessions.seats.isGuest(session) else { return }
        if session.isIdle {
            try await world.sessions.seats.end(session)
            // An open transaction has been rolled back, which lets others go on.
            try await world.sessions.wakeGranted()
        } else {
            try await leaveBehind(session, holding: worker.holding)
        }
    }

    // MARK: Giving up

    /// A program that goes on to something else, and has met an error over what it holds, has given that up.
    ///
    /// - Parameter otherwise: Why it has given that up if it met no error; nil: it has not.
    func giveUp(_ deliveries: [Delivery], of worker: WorkerSlot, otherwise: Note.Failure? = nil) {
        guard !deliveries.isEmpty, let failure = worker.lastError.map({ Note.Failure($0) }) ?? otherwise else { return }
        if let error = worker.lastError, error.refusesValues { world.countRefusal(error.message) }
        worker.lastError = nil
        refuse(deliveries, failure)
        world.note(.gaveUp, by: worker, deliveries, detail: .failure(failure))
    }

    private func refuse(_ deliveries: [Delivery], _ failure: Note.Failure) {
        guard !deliveries.isEmpty else { return }
        world.checkers.failed(deliveries, failure)
        if !world.isFree { world.checkers.gaveUp(deliveries, failure) }
    }

    // MARK: News

    /// What programs wrote and met since this was asked last, in the order of their workers.
    func takeNews() -> [StepDetail.ProgramNews] {
        defer { endings = [] }
        let news = endings + workers.compactMap { $0.program?.takeNews() }
        return news.filter { !$0.isEmpty }.sorted { $0.worker < $1.worker }
    }

    // MARK: Requests

    /// Parks a request until the scheduler decides, or lets it go on.
    ///
    /// - Returns: False if it goes on.
    private func park(_ request: ProgramRequest, of worker: WorkerSlot, _ program: WorkerProgram) async throws -> Bool {
        switch request {
        case .receive(let connection, let size):
            worker.hasAsked = true
            if !program.isBusy { giveUp(worker.unclaimed, of: worker) }
            if program.leavesTransactionOpen {
                trouble = program.trouble("asks for deliveries with a transaction open: commit or roll back before")
            }
            let call = WorldCall.receive(batchSize: size, since: world.timeline.now)
            park(call, of: worker, program, connection)
        case .ack(let connection, let ids):
            worker.claim(ids)
            park(.ack(ids), of: worker, program, connection)
        case .nack(let connection, let ids):
            giveUp(ids.compactMap(worker.delivery), of: worker)
            park(.nack(ids), of: worker, program, connection)
        case .fetch(let connection, let id): park(.fetch(id), of: worker, program, connection)
        case .room(let posted): park(posted, of: worker, program)
        case .answer(let attempt): park(attempt, of: worker, program)
        case .extend(let connection, let ids, let time):
            // No choice: the time that a worker asks for counts from when it is let go on so far.
            connection.answer(.refused(world.consumer.extend(ids, by: time, at: world.timeline.now)))
            program.answered(connection)
            return false
        case .step(let connection, let step):
            guard step.isChoice else {
                try await passOn(step, on: connection, of: worker, program)
                return false
            }
            let records = records(of: step, on: connection, of: worker)
            connection.touched = records
            var call = ProgramStep(statement: step.statement, records: records, connection: connection.number)
            if program.posted != nil { call.turn = turn(of: call, by: worker) }
            let id = world.board.park(.step(call), by: worker.process) { result in
                switch result {
                case .failure(is CancellationError): return
                case .failure(let error as PostgresError) where error == .lostConnection: connection.lose()
                case .failure, .success: connection.letAnswerThrough()
                }
                program.answered(connection)
            }
            connection.withdraw = { [board = world.board] in _ = board.take(id) }
        }
        return true
    }

    private func park(
        _ call: WorldCall, of worker: WorkerSlot, _ program: WorkerProgram, _ connection: ConsumerConnection
    ) {
        let id = world.board.park(call, by: worker.process) { [unowned worker] result in
            switch result {
            case .failure(is CancellationError): return
            case .failure:
                connection.lose()
                worker.callFailed()
            case .success(.deliveries(let deliveries)): connection.answer(.deliveries(deliveries))
            case .success(.record(let record)): connection.answer(.record(record))
            case .success(.refused(let ids)): connection.answer(.refused(ids))
            case .success: connection.answer(.settled)
            }
            program.answered(connection)
        }
        connection.withdraw = { [board = world.board] in _ = board.take(id) }
    }

    /// Lets a step that is no choice go to the server.
    private func passOn(
        _ step: HeldStep, on connection: ProgramConnection, of worker: WorkerSlot, _ program: WorkerProgram
    ) async throws {
        guard let session = connection.session else { return }
        connection.isUnseen = step.isBookkeeping
        let pauses = step.continuesStep && connection.pausesNext
        connection.pausesNext = false
        try await world.sessions.execute(step.statement, on: session, pauses: pauses)
    }

    /// The records that a step is about: those that it names, else what its transaction has been about, else what the
    /// worker holds.
    private func records(of step: HeldStep, on connection: ProgramConnection, of worker: WorkerSlot) -> [String] {
        let named = RecordFinder(ids: world.ledger.records.map(\.id)).ids(in: step)
        if !named.isEmpty { return named }
        if !connection.touched.isEmpty { return connection.touched }
        return worker.subjects.map(\.record.id)
    }

    /// Takes note of how a program's step begins.
    func noteBeginning(of call: WorldCall, of worker: WorkerSlot, pauses: Bool) {
        guard case .step(let step) = call, let connection = worker.program?.connection(step.connection) else { return }
        connection.isUnseen = false
        connection.lastBegan = world.stepNumber
        connection.pausesNext = pauses
    }

    /// A step has ended for which no call waits: the program gets its answer at once.
    func letThrough(_ session: PooledSession, of worker: WorkerSlot?) {
        guard let program = worker?.program, let connection = program.connection(of: session) else { return }
        connection.isUnseen = false
        connection.letAnswerThrough()
        program.answered(connection)
    }

    /// Counts what programs say that they have done, where the committed rows show it: an ack says that its delivery has
    /// been applied, and is judged by itself where it arrives before that is so.
    func countClaims() {
        for worker in workers {
            let done = worker.takeClaims(world.checkers.reflects)
            if done.isEmpty { continue }
            world.checkers.applied(done, by: worker.number, step: world.stepNumber)
            world.note(.applied, by: worker, done)
        }
    }

    // MARK: Cancelling

    /// Serves what a program wants cancelled. What has not been let through is too early for it, as it would be at the
    /// server.
    private func cancel(in program: WorkerProgram, of worker: WorkerSlot) async throws -> Bool {
        var mayMove = false
        for target in program.takeCancelled() {
            guard let session = target.session, !session.isIdle else { continue }
            worker.woke()
            try await world.sessions.cancel(session)
            mayMove = true
        }
        return mayMove
    }
}

extension HeldStep {
    /// As reports show it.
    var statement: Statement {
        let texts = statements.flatMap(\.parameters).map { parameter in
            parameter.text ?? parameter.bytes.map { "(\($0.count) bytes)" }
        }
        let sql = statements.map(\.sql).joined(separator: "; ")
        return Statement(sql.isEmpty ? name : sql, parameters: texts, prepares: false, origin: choiceName)
    }
}
