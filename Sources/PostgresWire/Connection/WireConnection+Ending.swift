internal import DequeModule

extension WireConnection {
    /// Writes to the client, if it is still there.
    mutating func tell(_ bytes: [UInt8]) {
        if hasClient, !bytes.isEmpty { actions.append(.toClient(bytes)) }
    }

    /// Ends the client's connection with an error.
    mutating func turnAway(_ problem: WireProblem) {
        guard hasClient else { return }
        tell(MessageWriter.fatal(problem))
        actions.append(.closesClient)
        loseClient()
    }

    /// The same for what no scheduler can grant: a sentence without a full stop.
    mutating func refuse(_ reason: String, sqlState: String) {
        actions.append(.refuses(reason))
        turnAway(WireProblem(sqlState: sqlState, message: reason, endsSession: true))
    }

    mutating func loseClient() {
        guard hasClient else { return }
        phase = .closed
        queue = []
        queuedBytes = 0
        reader.removeAll()
        dropPending()
        endServerIfDone()
    }

    mutating func loseServer() {
        isServerDone = true
        if let ended = exchange {
            exchange = nil
            if ended.step != nil {
                actions.append(.ended(StepResult(end: .lost, tags: ended.tags, problem: ended.problem ?? farewell)))
                tell(ended.answers)
            }
        }
        dropPending()
        guard hasClient else { return }
        phase = .closed
        actions.append(.closesClient)
    }

    /// Ends the session once the client is gone and nothing runs.
    mutating func endServerIfDone() {
        guard !hasClient, serverProcess != nil, exchange == nil, !isServerDone else { return }
        isServerDone = true
        actions.append(.closesServer)
    }

    private mutating func dropPending() {
        if let pending { actions.append(.drops(pending.step)) }
        pending = nil
    }
}
