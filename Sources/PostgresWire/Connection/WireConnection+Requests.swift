internal import DequeModule

extension WireConnection {
    /// Looks at what the client wants next, once the server has answered what it wanted before.
    mutating func advance() {
        while phase == .open, pending == nil, exchange == nil, let first = queue.first {
            let before = queue.count
            if first.kind == FrontendKind.terminate {
                actions.append(.closesClient)
                return loseClient()
            }
            if isSkipping {
                skip()
            } else if let copy {
                feed(copy)
            } else {
                look(at: first)
            }
            // A request that is not all there.
            if queue.count == before { break }
        }
        if pending == nil, exchange == nil, queuedBytes + reader.count > settings.requestLimit { refuseSize() }
        dropBehindEnd()
    }

    /// Puts messages back that are no step any more.
    mutating func putBack(_ messages: [[UInt8]]) {
        for bytes in messages.reversed() {
            queue.prepend(FrontendMessage(bytes: bytes))
            queuedBytes += bytes.count
        }
    }

    /// A client that ends its connection does not wait for what it has asked before.
    private mutating func dropBehindEnd() {
        guard let last = queue.last, last.kind == FrontendKind.terminate else { return }
        actions.append(.closesClient)
        loseClient()
    }

    private mutating func look(at first: FrontendMessage) {
        switch first.kind {
        case FrontendKind.query:
            var fields = MessageFields(ofMessage: first.bytes)
            let statement = HeldStatement(sql: fields.text() ?? "")
            hold(.statements, [statement], messages: 1, end: .ready, isExtended: false)
        case FrontendKind.functionCall: hold(.functionCall, [], messages: 1, end: .ready, isExtended: false)
        case FrontendKind.parse, FrontendKind.bind, FrontendKind.execute, FrontendKind.describe, FrontendKind.close,
            FrontendKind.sync, FrontendKind.flush:
            lookAtSegment()
        // What is left of a COPY that has failed: the server takes no notice either.
        case FrontendKind.copyData, FrontendKind.copyDone, FrontendKind.copyFail: pass(messages: 1, end: nil)
        default: refuse("the client sent a message of the unknown kind \(first.kind)", sqlState: "08P01")
        }
    }

    /// Passes on what the server is going to skip, up to a Sync.
    private mutating func skip() {
        guard let end = queue.firstIndex(where: { $0.kind == FrontendKind.sync }) else {
            return pass(messages: queue.count, end: nil)
        }
        isSkipping = false
        pass(messages: end + 1, end: .ready)
    }

    /// Takes messages from the queue and sends them at once. What they prepare is known afterwards, unless they are
    /// going to be skipped.
    mutating func pass(messages count: Int, end: Exchange.End?, flushes: Bool = false) {
        guard let messages = take(count) else { return }
        var bytes = messages.flatMap(\.bytes)
        if flushes { bytes += MessageWriter.message(FrontendKind.flush) }
        actions.append(.toServer(bytes))
        if let end, end != .answers(0) { exchange = Exchange(step: nil, end: end, isExtended: true) }
    }

    /// Takes messages from the queue and holds them as a step.
    mutating func hold(
        _ kind: HeldStep.Kind, _ statements: [HeldStatement], messages count: Int, end: Exchange.End, isExtended: Bool,
        flushes: Bool = false, copyData: [UInt8] = []
    ) {
        guard var messages = take(count)?.map(\.bytes) else { return }
        if flushes { messages.append(MessageWriter.message(FrontendKind.flush)) }
        var step = HeldStep(kind: kind, statements: statements, copyData: copyData)
        step.isBookkeeping = isBookkeeping(step)
        step.continuesStep = transaction.parsedAhead.map { $0 == statements.first?.sql } ?? false
        pending = PendingStep(step: step, messages: messages, end: end, isExtended: isExtended)
        actions.append(.holds(step))
    }

    /// The next messages; nil if they are too much together, and the client has been turned away.
    private mutating func take(_ count: Int) -> [FrontendMessage]? {
        let messages = Array(queue.prefix(count))
        let size = messages.reduce(0) { $0 + $1.bytes.count }
        guard size <= settings.requestLimit else {
            refuseSize()
            return nil
        }
        queue.removeFirst(count)
        queuedBytes -= size
        return messages
    }

    private func isBookkeeping(_ step: HeldStep) -> Bool {
        switch step.kind {
        case .statements, .parse, .bind: step.statements.allSatisfy(isBookkeeping)
        case .commit: !transaction.hasWorked
        case .copyData, .functionCall: false
        }
    }

    /// Whether a statement is no choice as things stand.
    func isBookkeeping(_ statement: HeldStatement) -> Bool {
        let traits = StatementTraits(sql: statement.sql)
        if traits.isBookkeeping { return !traits.isEnd || !transaction.hasWorked }
        return settings.isBookkeeping(StatementName(sql: statement.sql).description)
    }

    /// Sends the held step.
    mutating func sendPending() {
        guard let pending else { return }
        self.pending = nil
        exchange = Exchange(step: pending.step, end: pending.end, isExtended: pending.isExtended)
        note(pending.step)
        // Large values go as they are: together they would be in memory twice.
        var small: [UInt8] = []
        for message in pending.messages {
            if message.count > 1 << 16 {
                if !small.isEmpty { actions.append(.toServer(small)) }
                actions.append(.toServer(message))
                small = []
            } else {
                small += message
            }
        }
        if !small.isEmpty { actions.append(.toServer(small)) }
    }

    /// Takes note of what a step that goes to the server means for its transaction.
    private mutating func note(_ step: HeldStep) {
        guard !step.isBookkeeping else { return }
        switch step.kind {
        case .parse:
            transaction.hasSnapshot = true
            transaction.parsedAhead = step.statements.first?.sql
        case .bind:
            transaction.hasSnapshot = true
            transaction.parsedAhead = nil
        case .statements, .commit, .copyData, .functionCall:
            transaction.hasWorked = true
            transaction.parsedAhead = nil
        }
    }
}
