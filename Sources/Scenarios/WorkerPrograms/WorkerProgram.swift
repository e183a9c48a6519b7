import BrokerWire
import Postgres
import PostgresWire
import Processes
import Syncer

/// A program at work in a worker's slot: its process, its connections to the database and to the consumer, and what it is
/// posted.
///
/// One thread uses it.
final class WorkerProgram {
    /// The worker's number, from 1.
    let number: Int
    let process: ChildProcess
    /// Its connections to the database, in the order in which they were opened.
    var connections: [ProgramConnection] = []
    /// Its connections to the consumer.
    private(set) var calls: [ConsumerConnection] = []
    /// The events that it is posted; nil for a program that asks for its work.
    let posted: PostedEvents?
    /// The requests that have been told of, by what they wait on.
    var told: Set<ObjectIdentifier> = []
    /// Whether something may move it: it was started, answered, or let go on.
    var mayMove = true

    /// Whether it was asked to end.
    private(set) var isAskedToEnd = false
    /// What it asked for and did not get.
    private(set) var refusals: ProgramRefusals
    /// How often its network is still looked at.
    private var looksLeft = 8
    let environment: ProgramEnvironment
    private let ports: ProgramPorts
    let watch: DescriptorWatch
    private var opened = 0

    /// Starts the program.
    ///
    /// - Throws: `Launch.Failure`.
    init(_ number: Int, _ environment: ProgramEnvironment) throws(Launch.Failure) {
        self.number = number
        self.environment = environment
        let composer = environment.composer
        let ports = try ProgramPorts(serves: composer != nil)
        self.ports = ports
        posted = composer.flatMap { composer in ports.server.map { PostedEvents(composer, to: $0) } }
        watch = DescriptorWatch(on: environment.loop)
        refusals = ProgramRefusals(environment.mask)
        process = try ChildProcess(environment.launch(worker: number, ports: ports))
        for descriptor in [ports.database.descriptor, ports.broker.descriptor, process.output.descriptor] {
            watch.add(descriptor)
        }
        if let clock = process.clock { watch.add(clock) }
    }

    /// Its sessions, in the order in which they last began something. Which of a pool's connections was opened first, or
    /// has been taken, is chance.
    var sessions: [PooledSession] { connections.sorted { $0.lastBegan < $1.lastBegan }.compactMap(\.session) }

    /// Whether it can be used for the next run as it is: it asks for deliveries and for nothing else, and its sessions are
    /// as a driver leaves them that has nothing to do.
    var isAtRest: Bool {
        guard !process.reap(), !process.isStopped, !isAskedToEnd, connections.allSatisfy(\.isAtRest) else {
            return false
        }
        return awaitsWork && calls.compactMap(\.held).allSatisfy(\.isReceive)
    }

    /// Whether it asks for deliveries, or can be posted events and works on none.
    private var awaitsWork: Bool { posted?.isIdle ?? calls.contains { $0.held?.isReceive == true } }

    /// Whether it works on something: asks for something else than deliveries, or has been posted an event.
    var isBusy: Bool {
        connections.contains(where: \.isAsking) || !calls.compactMap(\.held).allSatisfy(\.isReceive)
            || posted?.attempts.isEmpty == false
    }

    /// Whether it waits for work and works on nothing, and a transaction of its is open.
    var leavesTransactionOpen: Bool { !isBusy && hasOpenTransaction }

    /// Whether it has answered all that it was posted, asks for nothing, and a transaction of its is open.
    var answersInTransaction: Bool {
        posted?.isWaiting == true && !connections.contains(where: \.isAsking) && hasOpenTransaction
    }

    private var hasOpenTransaction: Bool {
        connections.contains { [.inTransaction, .failed].contains($0.transactionStatus) }
    }

    // MARK: Listening

    /// Waits until it does nothing more by itself.
    ///
    /// - Throws: ``ProgramTrouble``; `CancellationError`.
    func settle() async throws {
        guard mayMove, !process.isStopped else { return }
        let hasLost = connections.contains(where: \.isClientGone)
        try await comeToRest()
        // The kernel may tell of a connection's end a little later, and a program that works on several events looks as if it
        // waited by then.
        if posted != nil, hasLost {
            await watch.wait(.milliseconds(2))
            try await comeToRest()
        }
        mayMove = false
        if isAsking { refusals.end() }
        if let refusal = connections.lazy.compactMap(\.refusal).first { throw trouble(refusal) }
        try lookAtNetwork()
    }

    private func comeToRest() async throws {
        do {
            if let clock = process.clock {
                try await VirtualSettling(process, clock, watch: watch, limit: environment.patience)
                    .run(asks: { asks() }, hasArrived: { hasAllArrived }) { try await pump() }
            } else {
                try await Settling(process, watch: watch, limit: environment.patience).run(asks: { asks() }) {
                    try await pump()
                }
            }
        } catch let error as Settling.Restless {
            throw trouble(error)
        }
    }

    /// Whether it waits for something, now that it sleeps.
    private func asks() -> Bool {
        posted?.look(at: process.pid)
        return isAsking
    }

    /// Looks, while it is young and asks for deliveries, whether it speaks to anything else than what it was given.
    private func lookAtNetwork() throws {
        guard looksLeft > 0, awaitsWork else { return }
        looksLeft -= 1
        let ports: Set = [ports.database.port, ports.broker.port]
        let look = NetworkLook(process.pid)
        if let place = look.destinations(besides: ports, servedOn: self.ports.server?.number).first {
            throw trouble(connectedTo: place)
        }
    }

    /// Waits until it does something by the clock about a statement that waits: has it cancelled, gives its connection up, or
    /// ends.
    ///
    /// - Returns: False if it did nothing of that as long as it may sleep.
    func givesUpWaiting() async throws -> Bool {
        guard !process.isStopped, connections.contains(where: \.isRunning) else { return false }
        // wall clock: what a program does by the clock happens in real time, and is waited for only where nothing else can.
        let clock = ContinuousClock()
        let end = clock.now + environment.patience
        while clock.now < end {
            _ = try await pump()
            if process.reap() || connections.contains(where: { $0.cancels != nil || $0.isClientGone }) {
                mayMove = true
                return true
            }
            await watch.wait(.milliseconds(20))
            try Task.checkCancellation()
        }
        return false
    }

    /// What it wrote and met since this was asked last.
    func takeNews() -> StepDetail.ProgramNews {
        _ = process.output.read()
        return StepDetail.ProgramNews(
            worker: number, refusals: refusals.takeNew(), output: process.output.takeLines().map(refusals.mask.masked))
    }

    /// The last error that the server told it and that ended no step.
    func takeProblem() -> WireProblem? { refusals.takeProblem() }

    /// Whether something that it asked for has not been answered, or it can be posted events and works on none.
    var isAsking: Bool {
        calls.contains { $0.held != nil } || connections.contains { $0.isAsking || $0.cancels != nil }
            || posted?.isWaiting == true
    }

    private func pump() async throws -> Bool {
        var hasMoved = process.output.read()
        if let posted, posted.pump() { hasMoved = true }
        while let socket = ports.broker.accept() {
            hasMoved = true
            watch.add(socket.descriptor)
            calls.append(ConsumerConnection(socket, settings: environment.broker))
        }
        while let socket = ports.database.accept() {
            hasMoved = true
            watch.add(socket.descriptor)
            opened += 1
            connections.append(
                ProgramConnection(
                    socket, number: opened, settings: environment.wire, opener: environment.opener))
        }
        for call in calls {
            if call.pump() { hasMoved = true }
            for request in call.takeRefused() { refusals.add(request) }
        }
        // Another may get its place in memory, and would count as told.
        for call in calls where call.isOver { told.remove(ObjectIdentifier(call)) }
        calls.removeAll(where: \.isOver)
        for connection in connections {
            if try await connection.pump() { hasMoved = true }
            for problem in connection.takeProblems() { refusals.add(problem, on: connection) }
        }
        if refusals.areEndless { throw trouble("asks again and again for what it cannot have") }
        return hasMoved
    }

    private var hasAllArrived: Bool {
        calls.allSatisfy(\.hasArrived) && connections.allSatisfy(\.hasArrived) && posted?.hasArrived != false
    }

    /// How long the longest of its calls for deliveries waits; nil if it has none.
    var longestPoll: Duration? {
        calls.compactMap { if case .receive(_, let time)? = $0.held { time } else { nil } }.max()
    }

    /// Lets it run again after it was stopped.
    func resume() {
        process.resume()
        mayMove = true
    }

    /// Takes all of its connections to the database from it, as a server does that is gone.
    func loseConnections() {
        for connection in connections {
            connection.lose()
            connection.close()
        }
        mayMove = true
    }

    /// Asks it to end, as what watches over programs does: what it does about that is its own affair.
    func askToEnd() {
        isAskedToEnd = true
        process.terminate()
        mayMove = true
    }

    /// Kills it, with all that it has started. Its sessions are left to the caller.
    func kill() {
        process.end()
        _ = process.output.read()
        posted?.close()
        for call in calls { call.lose() }
        for connection in connections { connection.lose() }
        calls = []
    }
}
