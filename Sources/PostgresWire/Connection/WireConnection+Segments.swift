internal import DequeModule

extension WireConnection {
    /// Looks at messages of the extended protocol up to the first that has the server answer or act: a Sync, a Flush,
    /// or a message that is not of the extended protocol.
    mutating func lookAtSegment() {
        guard let end = queue.firstIndex(where: { !Self.isCollected($0.kind) }) else { return }
        let kind = queue[end].kind
        // The answers to what stands before another kind of message are asked for here, as with a pipeline's.
        let isFlushed = kind != FrontendKind.sync && kind != FrontendKind.flush
        let count = isFlushed ? end : end + 1
        guard let execute = queue.prefix(count).firstIndex(where: { $0.kind == FrontendKind.execute }) else {
            return lookAtPreparation(count, isSynced: kind == FrontendKind.sync, isFlushed: isFlushed)
        }
        let behind = queue[(execute + 1)..<count]
        let isPipeline = behind.contains { Self.isWork($0.kind) }
        let taken = isPipeline ? execute + 1 : count
        noteStatements(taken)
        var fields = MessageFields(ofMessage: queue[execute].bytes)
        let statement = prepared.statement(ofPortal: fields.text() ?? "")
        hold(
            .statements, [statement], messages: taken, end: self.end(of: taken), isExtended: true,
            flushes: isPipeline || isFlushed)
    }

    /// Messages without an Execute: they pass, unless they end a transaction or may take its snapshot.
    private mutating func lookAtPreparation(_ count: Int, isSynced: Bool, isFlushed: Bool) {
        let messages = Array(queue.prefix(count))
        noteStatements(count)
        let end = end(of: count)
        if isSynced, transaction.block == .idle, !transaction.unsynced.isEmpty, transaction.hasWorked {
            return hold(.commit, transaction.unsynced, messages: count, end: end, isExtended: true)
        }
        // A portal that a Sync closes again at once is none that runs later.
        if !isSynced || transaction.block == .open,
            let statement = messages.lazy.compactMap(openedStatement).first(where: { !isBookkeeping($0) })
        {
            return hold(.bind, [statement], messages: count, end: end, isExtended: true, flushes: isFlushed)
        }
        if transaction.block == .open, !transaction.hasWorked, !transaction.hasSnapshot,
            let statement = messages.lazy.compactMap(Self.parsedStatement).first(where: { !isBookkeeping($0) })
        {
            return hold(.parse, [statement], messages: count, end: end, isExtended: true, flushes: isFlushed)
        }
        pass(messages: count, end: end, flushes: isFlushed)
    }

    private mutating func noteStatements(_ count: Int) {
        for message in queue.prefix(count) { prepared.note(message) }
    }

    /// What ends the exchange of so many messages: ReadyForQuery, or one answer to each that has one.
    private func end(of count: Int) -> Exchange.End {
        let messages = queue.prefix(count)
        if messages.last?.kind == FrontendKind.sync { return .ready }
        return .answers(messages.count { $0.kind != FrontendKind.flush })
    }

    private func openedStatement(_ message: FrontendMessage) -> HeldStatement? {
        guard message.kind == FrontendKind.bind else { return nil }
        var fields = MessageFields(ofMessage: message.bytes)
        return fields.text().map(prepared.statement(ofPortal:))
    }

    private static func parsedStatement(_ message: FrontendMessage) -> HeldStatement? {
        guard message.kind == FrontendKind.parse else { return nil }
        var fields = MessageFields(ofMessage: message.bytes)
        guard fields.text() != nil, let sql = fields.text() else { return nil }
        return HeldStatement(sql: sql)
    }

    /// Whether the server answers it only at a Sync or a Flush.
    private static func isCollected(_ kind: UInt8) -> Bool {
        isWork(kind) || kind == FrontendKind.describe || kind == FrontendKind.close
    }

    private static func isWork(_ kind: UInt8) -> Bool {
        kind == FrontendKind.parse || kind == FrontendKind.bind || kind == FrontendKind.execute
    }
}
