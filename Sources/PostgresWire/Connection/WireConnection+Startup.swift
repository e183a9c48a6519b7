internal import Bits
internal import OrderedCollections

extension WireConnection {
    /// What the server takes as the longest packet of a start-up, and here whatever comes before the password.
    private static let packetLimit = 10_000

    /// Takes what the client has sent, in whatever phase.
    mutating func receive(_ bytes: [UInt8]) {
        guard hasClient else { return }
        reader.add(bytes)
        do throws(FrontendReader.Failure) {
            while case .greeting = phase, let packet = try reader.nextPacket(limit: Self.packetLimit) { greet(packet) }
            if case .password(let startup, let version) = phase {
                guard let message = try reader.nextMessage(limit: Self.packetLimit) else { return }
                check(message, of: startup, version)
            }
            // Before the session is open a client has nothing to say, but may say it early.
            while isListening, let message = try reader.nextMessage(limit: settings.requestLimit) {
                queuedBytes += message.bytes.count
                queue.append(message)
            }
        } catch {
            // What came before is asked for as if it had come alone.
            advance()
            return turnAway(unread: error)
        }
        advance()
    }

    private var isListening: Bool {
        switch phase {
        case .opening, .open: true
        case .greeting, .password, .closed: false
        }
    }

    private mutating func turnAway(unread failure: FrontendReader.Failure) {
        // Before the password it may be anyone on the machine, who is none of the run's business.
        guard isListening else {
            return turnAway(WireProblem(sqlState: "08P01", message: "this is no start-up", endsSession: true))
        }
        switch failure {
        case .malformed: refuse("the client sent a message with a length that none has", sqlState: "08P01")
        case .tooLong: refuseSize()
        }
    }

    mutating func refuseSize() {
        refuse(
            "the client's request is larger than \(settings.requestLimit >> 20) MB: send it in parts", sqlState: "54000"
        )
    }

    private mutating func greet(_ packet: ArraySlice<UInt8>) {
        var fields = MessageFields(body: packet)
        guard let code = fields.int32() else { return }
        switch code {
        case ProtocolVersion.sslRequest, ProtocolVersion.gssRequest: tell([UInt8(ascii: "N")])
        case ProtocolVersion.cancelRequest:
            if let processID = fields.int32() {
                actions.append(.cancels(BackendKey(processID: processID, secret: Array(fields.rest))))
            }
            actions.append(.closesClient)
            phase = .closed
        default: start(ProtocolVersion(code), &fields)
        }
    }

    private mutating func start(_ version: ProtocolVersion, _ fields: inout MessageFields) {
        guard version.major == 3 else {
            return turnAway(
                WireProblem(
                    sqlState: "0A000", message: "protocol \(version.major).\(version.minor) is not supported",
                    endsSession: true))
        }
        var settings: OrderedDictionary<String, String> = [:]
        while let name = fields.text(), !name.isEmpty, let value = fields.text() { settings[name] = value }
        let unknown = Array(settings.keys.filter { $0.hasPrefix("_pq_.") })
        for name in unknown { settings[name] = nil }
        guard let user = settings.removeValue(forKey: "user"), !user.isEmpty else {
            return turnAway(
                WireProblem(sqlState: "28000", message: "the start-up names no user", endsSession: true))
        }
        let database = settings.removeValue(forKey: "database") ?? user
        let startup = ClientStartup(user: user, database: database, settings: settings)
        let spoken = version.minor > ProtocolVersion.newest.minor ? .newest : version
        if spoken != version || !unknown.isEmpty { negotiate(spoken, unknown) }
        phase = .password(startup, spoken)
        // AuthenticationCleartextPassword. It stays on this machine.
        tell(MessageWriter.message(BackendKind.authentication) { $0.add(Int32(3)) })
    }

    private mutating func negotiate(_ version: ProtocolVersion, _ unknown: [String]) {
        tell(
            MessageWriter.message(BackendKind.negotiateProtocolVersion) { writer in
                writer.add(version.number)
                writer.add(Int32(unknown.count))
                for name in unknown { writer.add(text: name) }
            })
    }

    private mutating func check(_ message: FrontendMessage, of startup: ClientStartup, _ version: ProtocolVersion) {
        var fields = MessageFields(ofMessage: message.bytes)
        guard message.kind == FrontendKind.password, let password = fields.text(),
            Array(settings.password.utf8).isSecret(password.utf8)
        else {
            let problem = WireProblem(
                sqlState: "28P01", message: "password authentication failed for user \"\(startup.user)\"",
                endsSession: true)
            actions.append(.fails(problem))
            return turnAway(problem)
        }
        // The server takes every spelling of false for none.
        let replication = startup.settings["replication"]?.lowercased() ?? "false"
        guard ["false", "off", "no", "0"].contains(replication) else {
            return refuse(
                "a replication connection cannot be scheduled: take deliveries from the consumer", sqlState: "0A000")
        }
        phase = .opening(version)
        actions.append(.opensServer(startup))
    }

    /// The owner has opened the session that ``WireAction/opensServer(_:)`` asked for.
    package mutating func opened(_ server: OpenedServer) -> [WireAction] {
        performing { $0.open(server) }
    }

    private mutating func open(_ server: OpenedServer) {
        serverProcess = server.processID
        guard case .opening(let version) = phase else { return endServerIfDone() }
        var key = server.key
        if !version.hasLongKeys { key.secret = Array(key.secret.prefix(4)) }
        self.key = key
        phase = .open
        var greeting = MessageWriter.message(BackendKind.authentication) { $0.add(Int32(0)) }
        for (name, value) in server.parameters {
            greeting += MessageWriter.message(BackendKind.parameterStatus) { writer in
                writer.add(text: name)
                writer.add(text: value)
            }
        }
        greeting += MessageWriter.message(BackendKind.backendKeyData) { writer in
            writer.add(key.processID)
            writer.add(key.secret)
        }
        greeting += MessageWriter.message(BackendKind.readyForQuery) { $0.add([StepResult.Transaction.idle.rawValue]) }
        tell(greeting)
        advance()
    }
}
