import DequeModule
import OrderedCollections
import Postgres
import PostgresWire
import Processes

/// One connection of a program to its database: the program's socket, the state machine between the two sides, and the
/// session at the server.
///
/// One thread uses it.
final class ProgramConnection {
    /// Its number among the program's connections, in the order in which they were opened.
    let number: Int
    /// The session, once it has been opened.
    private(set) var session: PooledSession?
    /// The step that waits to be let through; nil if there is none.
    private(set) var held: HeldStep?
    /// What the program wants that cannot be had under a scheduler.
    private(set) var refusal: String?
    /// Whether it has asked to be notified: then the server may say something that was not asked for.
    private var listens = false
    /// Whether it has named a timeout of the session's.
    private(set) var hasTimeouts = false
    /// What it was told that ended no step.
    private var problems: [WireProblem] = []
    /// The key of the connection that this one asks to cancel.
    private(set) var cancels: BackendKey?
    /// Whether the program has closed it, or is gone.
    private(set) var isClientGone = false
    /// The ids of the records that its open transaction has been about.
    var touched: [String] = []
    /// The step of the run in which it last began something; 0 if it has begun nothing.
    var lastBegan = 0
    /// Whether the step that runs is no part of a history.
    var isUnseen = false
    /// Whether the step that runs, or ran last, only prepares a statement, which goes on with it when it is executed. Drivers
    /// do so from some use on, or for the first.
    private(set) var isPreparing = false
    /// Whether the program gets no answer any more: its connection is being lost.
    var dropsAnswers = false
    /// Whether the statement that goes on with the step before pauses, as that was to.
    var pausesNext = false
    /// Called once the step that waits will never run.
    var withdraw: (() -> Void)?

    private let socket: LoopbackSocket
    private let opener: ProgramSessionOpener
    private var wire: WireConnection
    private var server: ServerStream?
    private var startup: ClientStartup?
    private var unsent: [UInt8] = []
    private var events = Deque<Event>()
    /// The answer to the step that has ended, until it is let through.
    private var answer: [UInt8]?
    private var status = TransactionStatus.idle

    init(_ socket: LoopbackSocket, number: Int, settings: WireSettings, opener: ProgramSessionOpener) {
        self.socket = socket
        self.number = number
        self.opener = opener
        wire = WireConnection(settings)
    }

    /// The key that the program was given for cancelling.
    var key: BackendKey? { wire.key }
    /// Whether all that was answered has reached the program.
    var hasArrived: Bool { socket.hasArrived }
    /// Whether the program waits for something that a schedule decides.
    var isAsking: Bool { held != nil || wire.running != nil || answer != nil }
    /// Whether a step of its is at the server.
    var isRunning: Bool { wire.running != nil }
    /// Whether it is as a driver leaves it that has nothing to do.
    var isAtRest: Bool {
        !isAsking && !wire.awaitsServer && cancels == nil && refusal == nil && server?.isClosed != true
            && transactionStatus == .idle && session?.isIdle != false
    }

    // MARK: The program's side

    /// Takes in what has come from the program, and what the server says to what passes at once.
    ///
    /// - Returns: Whether anything had come.
    func pump() async throws -> Bool {
        socket.flush()
        var hasMoved = false
        // It was closed from this side, once all was said: what is left of it is the session.
        if socket.isClosed, !isClientGone {
            hasMoved = true
            lose()
        }
        if wire.readsClient, !isClientGone {
            switch socket.read() {
            case .nothing: break
            case .bytes(let bytes):
                hasMoved = true
                perform(wire.fromClient(bytes))
            case .end:
                hasMoved = true
                lose()
            }
        }
        if let startup {
            self.startup = nil
            await openServer(startup)
        }
        try await forward()
        if try await hearNotifications() { hasMoved = true }
        return hasMoved
    }

    /// - Returns: Whether there was anything.
    private func hearNotifications() async throws -> Bool {
        guard listens, let server, !server.isClosed, !wire.awaitsServer,
            case .bytes(let bytes) = await server.read(within: .zero)
        else { return false }
        perform(wire.fromServer(bytes))
        return true
    }

    private func openServer(_ startup: ClientStartup) async {
        do {
            let stream = ServerStream(try await opener.open(startup))
            server = stream
            session = opener.seats.admit(self)
            var parameters: OrderedDictionary<String, String> = [:]
            for (name, value) in stream.settings { parameters[name] = value }
            let key = BackendKey(processID: Int32(10_000 + number), secret: opener.cancelSecret(of: number))
            perform(wire.opened(OpenedServer(parameters: parameters, key: key, processID: stream.backendPID)))
        } catch let problem as WireProblem {
            turnAway(problem)
        } catch let error as PostgresError where ["22", "42"].contains(error.sqlState.rawValue.prefix(2)) {
            // A setting that the program asked for, and no server takes.
            turnAway(WireProblem(sqlState: error.sqlState.rawValue, message: error.message))
        } catch {
            // Not the program's doing: what it makes of that says nothing of it.
            refusal = "no session could be opened for it: \(error)"
            perform(wire.refuse(WireProblem(sqlState: "08006", message: "converge could open no session")))
        }
    }

    private func turnAway(_ problem: WireProblem) {
        problems.append(problem)
        perform(wire.refuse(problem))
    }

    /// What it was told since this was asked last that ended no step.
    func takeProblems() -> [WireProblem] {
        defer { problems = [] }
        return problems
    }

    /// Passes on what needs no schedule, and waits for the server's answer to it.
    private func forward() async throws {
        await sendToServer()
        while let server, !server.isClosed, wire.awaitsServer, wire.running == nil {
            switch await server.read(within: Settling.limit) {
            case .bytes(let bytes): perform(wire.fromServer(bytes))
            case .nothing: throw ProgramTrouble("the server does not answer what worker's connection \(number) asks")
            case .end: perform(wire.serverClosed())
            }
            await sendToServer()
        }
    }

    /// Lets the program have the answer to its step.
    func letAnswerThrough() {
        guard let answer, !dropsAnswers else { return }
        self.answer = nil
        socket.write(answer)
        if closesWhenAnswered { socket.finish() }
    }

    private var closesWhenAnswered = false

    /// Takes the connection from the program, as a network does that loses it. What runs at the server goes on.
    func lose() {
        guard !isClientGone else { return }
        isClientGone = true
        answer = nil
        socket.close()
        perform(wire.clientClosed())
    }

    // MARK: The machine

    private func perform(_ actions: [WireAction]) {
        for action in actions {
            switch action {
            case .toClient(let bytes):
                if answer == nil { socket.write(bytes) } else { answer?.append(contentsOf: bytes) }
            case .toServer(let bytes): unsent += bytes
            case .opensServer(let startup):
                self.startup = startup
                hasTimeouts = startup.settings.contains { "\($0.key) \($0.value)".lowercased().contains("_timeout") }
            case .holds(let step):
                held = step
                let words = step.statements.map { $0.sql.lowercased() }
                listens = listens || words.contains { $0.contains("listen") }
                hasTimeouts = hasTimeouts || words.contains { $0.contains("_timeout") }
            case .drops:
                held = nil
                withdraw?()
                withdraw = nil
            case .ended(let result): end(with: result)
            case .fails(let problem): problems.append(problem)
            case .notice(let notice): events.append(.notice(Notice(notice)))
            case .notified(let channel, let whileIdle):
                if whileIdle {
                    refusal = "a notification on '\(channel)' comes to an idle session, in real time: do without listen"
                }
            case .cancels(let key): cancels = key
            case .refuses(let reason): refusal = reason
            case .closesClient: if answer == nil { socket.finish() } else { closesWhenAnswered = true }
            case .closesServer: break
            }
        }
    }

    private func end(with result: StepResult) {
        status =
            switch result.transaction {
            case .idle: result.awaitsSync ? .inTransaction : .idle
            case .open: .inTransaction
            case .failed: .failed
            }
        if status == .idle { touched = [] }
        if !isClientGone { answer = [] }
        events.append(.finished(QueryResult.make(of: result)))
    }

    private func sendToServer() async {
        guard let server, !unsent.isEmpty else { return }
        let bytes = unsent
        unsent = []
        if await server.send(bytes) { return }
        // A session that has ended has said why.
        while case .bytes(let bytes) = await server.read(within: .seconds(1)) { perform(wire.fromServer(bytes)) }
        perform(wire.serverClosed())
    }

    /// The request to cancel has been served.
    func servedCancel() {
        guard cancels != nil else { return }
        cancels = nil
        isClientGone = true
    }
}

extension ProgramConnection: SessionChannel {
    var backendPID: Int32 { server?.backendPID ?? 0 }

    var transactionStatus: TransactionStatus { server.map { $0.isClosed ? .lost : status } ?? .idle }

    /// Lets the step that waits go to the server; the statement is only what reports call it.
    func send(_ statement: Statement) throws(PostgresError) {
        guard let server, !server.isClosed, let held else { throw .lostConnection }
        isPreparing = held.kind == .parse || held.kind == .bind
        self.held = nil
        withdraw = nil
        perform(wire.release())
    }

    func nextEvent(within timeout: Duration?) async -> Event? {
        while true {
            if let event = events.popFirst() { return event }
            guard let server, wire.running != nil else {
                return .finished(.failure(PostgresError(sqlState: "55000", message: "no statement is running")))
            }
            await sendToServer()
            switch await server.read(within: timeout) {
            case .bytes(let bytes): perform(wire.fromServer(bytes))
            case .nothing: return nil
            case .end: perform(wire.serverClosed())
            }
        }
    }

    func close() {
        server?.close()
        isClientGone = true
        socket.close()
    }
}
