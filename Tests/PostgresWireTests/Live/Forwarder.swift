import Glibc
import OrderedCollections
import Postgres
import TestSupport

@testable import PostgresWire

/// A proxy on a port of its own that lets every step through at once, and notes their names.
///
/// Used by tasks of its loop.
final class Forwarder: @unchecked Sendable {
    static let password = "of this run"

    let port: UInt16
    private let listener: Int32
    private let loop: EventLoop
    private let target: ConnectionTarget
    private var isStopped = false
    private(set) var links: [Link] = []

    /// The names of the steps of all connections, in order, but for bookkeeping.
    var steps: [String] { links.flatMap(\.steps) }

    /// The lines of the log that the server sent.
    var logLines: Int { links.reduce(0) { $0 + $1.logLines } }

    init(to target: ConnectionTarget, on loop: EventLoop) {
        self.loop = loop
        self.target = target
        let open = LoopbackPort(blocks: false)
        (port, listener) = (open.number, open.descriptor)
    }

    deinit { close(listener) }

    func stop() { isStopped = true }

    /// Serves until it is stopped and all clients have gone.
    func serve() async {
        await withDiscardingTaskGroup { group in
            while !isStopped {
                // A look at the flag, now and then.
                guard await loop.waitReadable(listener, timeout: .milliseconds(20)) else { continue }
                let client = accept(listener, nil, nil)
                guard client >= 0 else { continue }
                let link = Link(client, number: links.count + 1, to: target, on: loop)
                links.append(link)
                group.addTask { await link.serve() }
            }
        }
    }
}

/// One client's connection.
///
/// Used by tasks of its loop.
final class Link: @unchecked Sendable {
    private(set) var steps: [String] = []
    private(set) var logLines = 0

    private var wire = WireConnection(WireSettings(password: Forwarder.password))
    private var server: Connection?
    private var (isClientDone, isServerDone) = (false, false)
    private let client: Int32
    private let number: Int
    private let target: ConnectionTarget
    private let loop: EventLoop
    private let actions: AsyncStream<WireAction>
    private let wanted: AsyncStream<WireAction>.Continuation

    init(_ client: Int32, number: Int, to target: ConnectionTarget, on loop: EventLoop) {
        self.client = client
        self.number = number
        self.target = target
        self.loop = loop
        (actions, wanted) = AsyncStream<WireAction>.makeStream()
    }

    deinit { close(client) }

    func serve() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.readClient() }
            for await action in actions {
                await perform(action)
                if case .opensServer = action, server != nil { group.addTask { await self.readServer() } }
                if isClientDone, isServerDone || server == nil { break }
            }
            shutdown(client, Int32(SHUT_RDWR))
            server?.close()
        }
    }

    private func perform(_ action: WireAction) async {
        switch action {
        case .toClient(let bytes): await write(bytes, to: client)
        case .toServer(let bytes): if let server { await write(bytes, to: server.socket) }
        case .opensServer(let startup): await open(startup)
        case .notice(let notice): if notice.severity == "LOG" { logLines += 1 }
        case .closesClient:
            isClientDone = true
            shutdown(client, Int32(SHUT_RDWR))
        case .closesServer:
            (isClientDone, isServerDone) = (true, true)
            server?.close()
        case .holds, .drops, .ended, .notified, .cancels, .refuses, .fails: break
        }
    }

    private func open(_ startup: ClientStartup) async {
        var target = target
        target.parameters["options"] = startup.options(adding: ["client_min_messages": "log"])
        guard let server = try? await Connection.open(target, on: loop),
            let row = try? await server.run(Statement(Self.reported)).rows.first
        else {
            return take(wire.refuse(WireProblem(sqlState: "08006", message: "no server", endsSession: true)))
        }
        self.server = server
        let names = ["server_version", "client_encoding", "DateStyle", "TimeZone", "standard_conforming_strings"]
        var parameters: OrderedDictionary<String, String> = ["integer_datetimes": "on"]
        for (name, value) in zip(names, row) { parameters[name] = value }
        take(
            wire.opened(
                OpenedServer(
                    parameters: parameters, key: BackendKey(processID: Int32(number), secret: [1, 2, 3, 4]),
                    processID: server.backendPID)))
    }

    private static let reported = """
        select current_setting('server_version'), current_setting('client_encoding'), current_setting('DateStyle'),
            current_setting('TimeZone'), current_setting('standard_conforming_strings')
        """

    private func take(_ actions: [WireAction]) {
        var actions = actions
        while let held = wire.held {
            if held.isChoice { steps.append(held.name) }
            actions += wire.release()
        }
        for action in actions { wanted.yield(action) }
    }

    private func readClient() async {
        while let bytes = await read(client) { take(wire.fromClient(bytes)) }
        take(wire.clientClosed())
        isClientDone = true
        wanted.yield(.closesClient)
    }

    private func readServer() async {
        while let socket = server?.socket, socket >= 0, let bytes = await read(socket) { take(wire.fromServer(bytes)) }
        take(wire.serverClosed())
        isServerDone = true
        wanted.yield(.closesClient)
    }

    private func read(_ descriptor: Int32) async -> [UInt8]? {
        while true {
            _ = await loop.waitReadable(descriptor)
            var (result, code) = (0, Int32(0))
            let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                result = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
                code = errno
                count = max(0, result)
            }
            if result > 0 { return bytes }
            guard result < 0, code == EAGAIN else { return nil }
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) async {
        var rest = bytes[...]
        while !rest.isEmpty {
            let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, flags) }
            if sent > 0 {
                rest = rest.dropFirst(sent)
            } else if sent < 0, errno == EAGAIN {
                _ = await loop.waitWritable(descriptor)
            } else {
                return
            }
        }
    }
}
