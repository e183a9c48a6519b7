import OrderedCollections

@testable import PostgresWire

/// Messages as a client writes them.
enum Client {
    static let sync = MessageWriter.message(FrontendKind.sync)
    static let flush = MessageWriter.message(FrontendKind.flush)
    static let terminate = MessageWriter.message(FrontendKind.terminate)
    static let copyDone = MessageWriter.message(FrontendKind.copyDone)
    static let functionCall = MessageWriter.message(FrontendKind.functionCall) {
        $0.add([0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    }

    static func query(_ sql: String) -> [UInt8] { MessageWriter.message(FrontendKind.query) { $0.add(text: sql) } }

    static func parse(_ sql: String, _ name: String = "") -> [UInt8] {
        MessageWriter.message(FrontendKind.parse) { writer in
            writer.add(text: name)
            writer.add(text: sql)
            writer.add([0, 0])
        }
    }

    /// A Bind with one format for all values.
    static func bind(
        _ statement: String = "", portal: String = "", _ values: [[UInt8]?] = [], isBinary: Bool = false
    ) -> [UInt8] {
        MessageWriter.message(FrontendKind.bind) { writer in
            writer.add(text: portal)
            writer.add(text: statement)
            writer.add(isBinary ? [0, 1, 0, 1] : [0, 0])
            writer.add([0, UInt8(values.count)])
            for value in values {
                writer.add(Int32(value?.count ?? -1))
                if let value { writer.add(value) }
            }
            writer.add([0, 0])
        }
    }

    static func describe(portal: String = "") -> [UInt8] { named(FrontendKind.describe, "P", portal) }
    static func describe(statement: String) -> [UInt8] { named(FrontendKind.describe, "S", statement) }
    static func close(statement: String) -> [UInt8] { named(FrontendKind.close, "S", statement) }

    static func execute(portal: String = "", limit: Int32 = 0) -> [UInt8] {
        MessageWriter.message(FrontendKind.execute) { writer in
            writer.add(text: portal)
            writer.add(limit)
        }
    }

    static func copyData(_ text: String) -> [UInt8] {
        MessageWriter.message(FrontendKind.copyData) { $0.add(text.utf8) }
    }
    static func copyFail(_ why: String) -> [UInt8] {
        MessageWriter.message(FrontendKind.copyFail) { $0.add(text: why) }
    }
    static func password(_ text: String) -> [UInt8] {
        MessageWriter.message(FrontendKind.password) { $0.add(text: text) }
    }

    /// A packet of a start-up.
    static func packet(_ code: Int32, _ fill: (inout MessageWriter) -> Void = { _ in }) -> [UInt8] {
        Array(
            MessageWriter.message(0) { writer in
                writer.add(code)
                fill(&writer)
            }.dropFirst())
    }

    static func startup(_ settings: [(String, String)], version: Int32 = 3 << 16) -> [UInt8] {
        packet(version) { writer in
            for (name, value) in settings {
                writer.add(text: name)
                writer.add(text: value)
            }
            writer.add([0])
        }
    }

    private static func named(_ kind: UInt8, _ what: String, _ name: String) -> [UInt8] {
        MessageWriter.message(kind) { writer in
            writer.add(what.utf8)
            writer.add(text: name)
        }
    }
}

/// Messages as a server writes them.
enum Server {
    static let parsed = MessageWriter.message(BackendKind.parseComplete)
    static let bound = MessageWriter.message(BackendKind.bindComplete)
    static let closed = MessageWriter.message(BackendKind.closeComplete)
    static let noData = MessageWriter.message(BackendKind.noData)
    static let empty = MessageWriter.message(BackendKind.emptyQueryResponse)
    static let suspended = MessageWriter.message(BackendKind.portalSuspended)
    static let copyIn = MessageWriter.message(BackendKind.copyInResponse) { $0.add([0, 0, 0]) }
    static let row = MessageWriter.message(BackendKind.dataRow) { $0.add([0, 1, 0, 0, 0, 1, 0x31]) }

    static func ready(_ status: StepResult.Transaction = .idle) -> [UInt8] {
        MessageWriter.message(BackendKind.readyForQuery) { $0.add([status.rawValue]) }
    }

    static func done(_ tag: String) -> [UInt8] {
        MessageWriter.message(BackendKind.commandComplete) { $0.add(text: tag) }
    }

    static func error(_ sqlState: String, _ message: String, severity: String = "ERROR") -> [UInt8] {
        report(BackendKind.errorResponse, severity, sqlState, message)
    }

    static func notice(_ severity: String, _ message: String) -> [UInt8] {
        report(BackendKind.noticeResponse, severity, "00000", message)
    }

    static func notification(process: Int32, _ channel: String) -> [UInt8] {
        MessageWriter.message(BackendKind.notificationResponse) { writer in
            writer.add(process)
            writer.add(text: channel)
            writer.add(text: "payload")
        }
    }

    private static func report(_ kind: UInt8, _ severity: String, _ sqlState: String, _ message: String) -> [UInt8] {
        MessageWriter.message(kind) { writer in
            for (field, text) in [("S", "localized"), ("V", severity), ("C", sqlState), ("M", message)] {
                writer.add(field.utf8)
                writer.add(text: text)
            }
            writer.add([0])
        }
    }
}

extension WireConnection {
    /// A connection whose client has logged in and whose session is open.
    static func open(_ settings: WireSettings = WireSettings(password: "secret")) -> WireConnection {
        var connection = WireConnection(settings)
        _ = connection.fromClient(Client.startup([("user", "syncer"), ("database", "world")]))
        _ = connection.fromClient(Client.password("secret"))
        _ = connection.opened(
            OpenedServer(
                parameters: [:], key: BackendKey(processID: 7, secret: [1, 2, 3, 4]), processID: 4711))
        return connection
    }

    /// Brings it into a transaction that has run nothing.
    mutating func begin() {
        _ = fromClient(Client.query("begin"))
        _ = release()
        _ = fromServer(Server.done("BEGIN") + Server.ready(.open))
    }
}

extension [WireAction] {
    /// The only step that is held.
    var held: HeldStep? {
        let steps = compactMap { if case .holds(let step) = $0 { step } else { nil } }
        return steps.count == 1 ? steps[0] : nil
    }

    /// What goes to the server, together.
    var toServer: [UInt8] { flatMap { if case .toServer(let bytes) = $0 { bytes } else { [UInt8]() } } }

    /// What goes to the client, together.
    var toClient: [UInt8] { flatMap { if case .toClient(let bytes) = $0 { bytes } else { [UInt8]() } } }
}
