import OrderedCollections

@testable import PostgresWire

/// Both sides of a connection, as a list of what each does: a byte for the deed, one for the length of what follows.
///
/// However the bytes are cut, the same goes to either side, in the client's order, and every step that is let through
/// ends once.
enum PostgresFuzz {
    static func run(_ bytes: [UInt8]) {
        let whole = Play(bytes, chunk: .max)
        let cut = Play(bytes, chunk: 1)
        precondition(whole.log == cut.log, "it matters how the bytes are cut")
        whole.check()
        let sql = String(decoding: bytes, as: UTF8.self)
        let name = StatementName(sql: sql).description
        precondition(StatementName(sql: name).description == name, "a name has another name: \(name.debugDescription)")
        _ = StatementTraits(sql: sql)
        let step = HeldStep(kind: .copyData, statements: [HeldStatement(sql: sql)], copyData: bytes)
        _ = RecordFinder(ids: ["a", "1", "00000000-0000-4000-8000-000000000001"]).ids(in: step)
    }
}

/// One run of such a list.
private struct Play {
    private(set) var log: [WireAction] = []
    private var connection: WireConnection
    private var sent: [UInt8] = []
    private var released = 0
    private let chunk: Int

    init(_ bytes: [UInt8], chunk: Int) {
        self.chunk = chunk
        var settings = WireSettings(password: "p")
        settings.requestLimit = 300
        settings.answerLimit = 100
        connection = WireConnection(settings)
        var rest = bytes[...]
        if let first = rest.popFirst(), first % 8 > 0 { logIn() }
        while let deed = rest.popFirst() {
            let length = Int(rest.popFirst() ?? 0)
            let body = rest.prefix(length)
            rest = rest.dropFirst(length)
            perform(deed, Array(body))
        }
    }

    private mutating func logIn() {
        let name = Array("user\u{0}u\u{0}\u{0}".utf8)
        client([0, 0, 0, UInt8(8 + name.count), 0, 3, 0, 0] + name)
        client([0x70, 0, 0, 0, 6, 0x70, 0])
        note(connection.opened(OpenedServer(parameters: [:], key: BackendKey(processID: 1, secret: [1]), processID: 2)))
        sent = []
        log = []
    }

    private mutating func perform(_ deed: UInt8, _ body: [UInt8]) {
        switch deed {
        case 0: client(body)
        case 1: for bytes in chunks(body) { note(connection.fromServer(bytes)) }
        case 2: release()
        case 3: note(connection.clientClosed())
        case 4: note(connection.serverClosed())
        // Messages whole, the kind being the deed.
        case 0x80...: for bytes in chunks(message(deed & 0x7F, body)) { note(connection.fromServer(bytes)) }
        default: client(message(deed, body))
        }
    }

    private mutating func client(_ bytes: [UInt8]) {
        sent += bytes
        for bytes in chunks(bytes) { note(connection.fromClient(bytes)) }
    }

    private mutating func release() {
        if connection.held != nil { released += 1 }
        note(connection.release())
    }

    private func message(_ kind: UInt8, _ body: [UInt8]) -> [UInt8] {
        [kind, 0, 0, UInt8((body.count + 4) >> 8), UInt8((body.count + 4) & 0xFF)] + body
    }

    private func chunks(_ bytes: [UInt8]) -> [[UInt8]] {
        guard chunk < bytes.count else { return [bytes] }
        return stride(from: 0, to: bytes.count, by: chunk).map { Array(bytes[$0..<min($0 + chunk, bytes.count)]) }
    }

    /// Adds to the log; bytes that follow bytes for the same side are one action.
    private mutating func note(_ actions: [WireAction]) {
        for action in actions {
            switch (log.last, action) {
            case (.toClient(let before)?, .toClient(let more)): log[log.count - 1] = .toClient(before + more)
            case (.toServer(let before)?, .toServer(let more)): log[log.count - 1] = .toServer(before + more)
            default: log.append(action)
            }
        }
    }

    func check() {
        let ended = log.count { if case .ended = $0 { true } else { false } }
        precondition(ended + (connection.running == nil ? 0 : 1) == released, "a step does not end once")
        let held = log.count { if case .holds = $0 { true } else { false } }
        let dropped = log.count { if case .drops = $0 { true } else { false } }
        precondition(held == released + dropped + (connection.held == nil ? 0 : 1), "a step is lost")
        let toServer = Self.messages(log.flatMap { if case .toServer(let bytes) = $0 { bytes } else { [UInt8]() } })
        precondition(Self.messages(sent).starts(with: toServer), "the server gets something else than was sent")
        if let end = log.firstIndex(of: .closesClient) {
            let told = log[end...].contains { if case .toClient = $0 { true } else { false } }
            precondition(!told, "a client is told something behind its end")
        }
    }

    /// The messages but for Flushes, which are ours as well.
    private static func messages(_ bytes: [UInt8]) -> [FrontendMessage] {
        var reader = FrontendReader()
        reader.add(bytes)
        var messages: [FrontendMessage] = []
        while let message = try? reader.nextMessage(limit: .max) {
            if message.kind != FrontendKind.flush { messages.append(message) }
        }
        return messages
    }
}
