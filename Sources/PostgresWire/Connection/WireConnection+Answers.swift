extension WireConnection {
    /// Takes a piece of what the server has sent. A message means something once all of it has come.
    mutating func receive(_ piece: BackendReader.Piece) {
        switch piece {
        case .message(let kind, let bytes, let isWhole):
            isKept = false
            switch kind {
            case BackendKind.noticeResponse: hear(bytes)
            case BackendKind.notificationResponse: notify(bytes)
            default: answer(bytes)
            }
            if isWhole { understand(kind, bytes) } else { begun = BegunMessage(kind: kind, head: Array(bytes)) }
        case .more(let bytes, let isLast):
            if !isKept { answer(bytes) }
            if isLast, let message = begun {
                begun = nil
                understand(message.kind, message.head[...])
            }
        case .malformed:
            if !isServerDone { actions.append(.closesServer) }
            loseServer()
        }
    }

    private mutating func understand(_ kind: UInt8, _ bytes: ArraySlice<UInt8>) {
        var fields = MessageFields(ofMessage: bytes)
        switch kind {
        case BackendKind.errorResponse: fail(ServerReport(bytes).problem)
        case BackendKind.readyForQuery: becomeReady(fields.byte().flatMap(StepResult.Transaction.init) ?? .idle)
        case BackendKind.commandComplete:
            exchange?.tags.append(fields.text() ?? "")
            count()
        case BackendKind.portalSuspended:
            exchange?.isSuspended = true
            count()
        case BackendKind.parseComplete:
            prepared.confirmParse()
            count()
        case BackendKind.emptyQueryResponse, BackendKind.bindComplete, BackendKind.closeComplete,
            BackendKind.rowDescription, BackendKind.noData:
            count()
        case BackendKind.copyInResponse: beginCopy()
        default: break
        }
    }

    /// Passes on what is for the client: at once, or when the step has ended.
    private mutating func answer(_ bytes: ArraySlice<UInt8>) {
        guard hasClient else { return }
        guard exchange?.passesAnswers == false else { return tell(Array(bytes)) }
        exchange?.answers.append(contentsOf: bytes)
        if let kept = exchange?.answers, kept.count > settings.answerLimit {
            exchange?.answers = []
            exchange?.passesAnswers = true
            tell(kept)
        }
    }

    private mutating func hear(_ bytes: ArraySlice<UInt8>) {
        let notice = ServerReport(bytes).notice
        isKept = notice.severity == "LOG"
        actions.append(.notice(notice))
        if !isKept { answer(bytes) }
    }

    /// The client hears its own notifications from the process that it knows.
    private mutating func notify(_ bytes: ArraySlice<UInt8>) {
        var fields = MessageFields(ofMessage: bytes)
        guard let process = fields.int32(), let channel = fields.text() else { return answer(bytes) }
        let isOwn = process == serverProcess
        actions.append(.notified(channel: channel, whileIdle: !isOwn && exchange == nil))
        guard isOwn, let key else { return answer(bytes) }
        let number = withUnsafeBytes(of: key.processID.bigEndian) { Array($0) }
        answer(ArraySlice(Array(bytes.prefix(5)) + number + Array(bytes.dropFirst(9))))
    }

    /// An answer to one message has come.
    private mutating func count() {
        guard case .answers(let left)? = exchange?.end else { return }
        exchange?.end = .answers(left - 1)
        if left <= 1 { endExchange() }
    }

    private mutating func fail(_ problem: WireProblem) {
        prepared.forgetUnconfirmed()
        if problem.endsSession { farewell = problem }
        if exchange?.step == nil, !problem.endsSession { actions.append(.fails(problem)) }
        if exchange == nil, !problem.endsSession { return failCopy() }
        exchange?.problem = problem
        guard !problem.endsSession, case .answers? = exchange?.end else { return }
        isSkipping = true
        transaction.fail()
        endExchange()
    }

    /// A COPY has failed before its data was sent. Its Sync, if there was one, has been passed over.
    private mutating func failCopy() {
        if let copy {
            self.copy = nil
            isSkipping = copy.isExtended
        } else if let pending, pending.step.kind == .copyData {
            self.pending = nil
            actions.append(.drops(pending.step))
            putBack(pending.messages)
            isSkipping = pending.isExtended
        }
    }

    private mutating func becomeReady(_ status: StepResult.Transaction) {
        transaction.synchronize(status)
        if status == .idle { prepared.closePortals() }
        if exchange?.end == .ready { endExchange() }
    }

    private mutating func beginCopy() {
        guard let exchange else { return }
        copy = CopyIn(statements: exchange.step?.statements ?? [], isExtended: exchange.isExtended)
        endExchange()
    }

    /// The step, or what has passed, is done.
    private mutating func endExchange() {
        guard let ended = exchange else { return }
        exchange = nil
        guard let step = ended.step else { return endServerIfDone() }
        var result = StepResult(tags: ended.tags, problem: ended.problem)
        if copy != nil { result.end = .awaitsCopyData } else if ended.isSuspended { result.end = .suspended }
        if ended.end != .ready, ended.problem == nil, copy == nil, step.kind == .statements || step.kind == .copyData {
            for statement in step.statements {
                transaction.note(statement, ended.isSuspended ? nil : StatementTraits(sql: statement.sql).control)
            }
        }
        result.transaction = transaction.block
        result.awaitsSync = transaction.block == .idle && !transaction.unsynced.isEmpty
        actions.append(.ended(result))
        tell(ended.answers)
        endServerIfDone()
    }
}
