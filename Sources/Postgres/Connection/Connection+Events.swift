internal import CLibpq
internal import DequeModule
internal import Glibc

extension Connection {
    /// Suspends until the statement that was sent has something to tell: a notice, at once, or its end.
    ///
    /// With nothing running, and no notice left, it answers with an error of SQLSTATE 55000.
    public func nextEvent() async -> Event {
        while true {
            if let event = await nextEvent(within: nil) { return event }
        }
    }

    /// The same, but gives up once so much real time has passed in which the server said nothing at all.
    ///
    /// - Returns: Nil if time ran out.
    public func nextEvent(within timeout: Duration?) async -> Event? {
        loop.assertIsolated()
        if let event = queue.events.popFirst() { return event }
        while exchange.isRunning {
            // Bytes that libpq has read but not parsed cannot exist here: `parse` runs until it needs more.
            let events = Int16(needsFlush ? POLLIN | POLLOUT : POLLIN)
            if socket >= 0, await !loop.wait(socket, for: events, timeout: timeout) { return nil }
            read()
            if let event = queue.events.popFirst() { return event }
        }
        return .finished(.failure(PostgresError(sqlState: "55000", message: "no statement is running")))
    }

    /// The end of what is running; notices before it are dropped.
    ///
    /// - Parameter limit: Once the server has said nothing at all for so much real time the connection is closed.
    func nextOutcome(within limit: Duration? = nil) async -> Result<QueryResult, PostgresError> {
        while true {
            switch await nextEvent(within: limit) {
            case .finished(let outcome): return outcome
            case .notice: continue
            case nil:
                close()
                return .failure(
                    PostgresError(
                        sqlState: .connectionFailure, message: "the server did not answer in time", connectionLost: true
                    ))
            }
        }
    }

    /// Takes in what has come from the server, and sends what has not gone out yet.
    private func read() {
        guard let consumed = received.counting(on: socket, { PQconsumeInput(raw) }) else {
            // libpq keeps a result until it is whole, so all that helps is to stop listening.
            if exchange.isRunning { fail(ReceivedBytes.tooMany) }
            return close()
        }
        let isLost = consumed == 0
        movements += 1
        if needsFlush { flush() }
        parse()
        if isLost, exchange.isRunning {
            fail(lossOfConnection)
            close()
        }
    }

    /// Parses all that has been read.
    private func parse() {
        while exchange.isRunning {
            if isDrainingCopy, !drainCopy() { return }
            // This is what parses, and so what calls the notice receiver.
            guard PQisBusy(raw) == 0 else { return }
            let result = PQgetResult(raw)
            defer { PQclear(result) }
            if case .pipeline = exchange { receiveInPipeline(result) } else { receive(result) }
        }
        freeNotifications()
    }

    private func receive(_ result: OpaquePointer?) {
        if let result { return note(result) }
        let outcome = takeOutcome()
        switch exchange {
        case .preparing(let statement, let name, let executes):
            guard case .success = outcome else { return finish(outcome) }
            prepared[statement.sql] = name
            guard executes else { return finish(outcome) }
            do {
                try check(sendPrepared(name, statement.parameters))
                begin(.executing(statement))
            } catch {
                finish(.failure(error))
            }
        case .executing(let statement):
            finish(outcome.flatMap(statement.checked))
        case .describing, .pipeline, .none:
            finish(outcome)
        }
    }

    /// Remembers what a result says; of several errors, the first.
    func note(_ result: OpaquePointer) {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            if case .describing = exchange {
                parameterTypes = (0..<PQnparams(result)).map { PQparamtype(result, $0) }
            }
            let answer = QueryResult(result)
            if answer.tag == "DEALLOCATE ALL" || answer.tag == "DISCARD ALL" { prepared.removeAll() }
            if current == nil { current = .success(answer) }
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            refuseCopy(PQresultStatus(result))
        default:
            queue.noteLastWords(result)
            noteError(PostgresError(result))
        }
    }

    func noteError(_ error: PostgresError) {
        if case .failure = current { return }
        current = .failure(error)
    }

    /// The outcome of the statement whose results have all come.
    func takeOutcome() -> Result<QueryResult, PostgresError> {
        defer { current = nil }
        guard PQstatus(raw) == CONNECTION_OK else {
            guard case .failure(var error) = current else { return .failure(lossOfConnection) }
            error.connectionLost = true
            return .failure(error)
        }
        return current ?? .failure(PostgresError(sqlState: "08P01", message: "the server sent no result"))
    }

    private func finish(_ outcome: Result<QueryResult, PostgresError>) {
        exchange = .none
        queue.events.append(.finished(outcome))
    }

    /// Ends whatever is running, because its answer cannot come any more.
    func fail(_ error: PostgresError) {
        if case .failure(var earlier) = current {
            earlier.connectionLost = earlier.connectionLost || error.connectionLost
            current = .failure(earlier)
        } else {
            current = .failure(error)
        }
        let outcome = current ?? .failure(error)
        current = nil
        isDrainingCopy = false
        guard case .pipeline(let pipeline) = exchange else { return finish(outcome) }
        failPipeline(pipeline, outcome)
    }

    /// LISTEN's messages have no reader here, and libpq keeps them until they are taken.
    private func freeNotifications() {
        while let notification = PQnotifies(raw) { PQfreemem(notification) }
    }
}
