internal import CLibpq

extension Connection {
    /// Prepares a statement, unless it is prepared already, and tells its parameters' types.
    ///
    /// - Returns: The types' oids, in the order of the parameters.
    /// - Throws: ``PostgresError``.
    public func prepare(_ statement: Statement) async throws -> [UInt32] {
        try checkReady()
        if prepared[statement.sql] == nil {
            try PostgresError.checkForNUL(statement.sql)
            let name = newName()
            try check(PQsendPrepare(raw, name, statement.sql, 0, nil))
            begin(.preparing(statement, name: name, executes: false))
            _ = try await nextOutcome().get()
        }
        try checkReady()
        try check(PQsendDescribePrepared(raw, prepared[statement.sql] ?? ""))
        begin(.describing)
        _ = try await nextOutcome().get()
        return parameterTypes
    }

    /// Sends several statements at once and waits for all their outcomes, in order. Notices are dropped.
    ///
    /// A statement that fails takes those behind it with it, up to the next sync: they were not run, and fail with
    /// SQLSTATE 25P02.
    ///
    /// - Throws: ``PostgresError`` if nothing was sent.
    public func runPipeline(
        _ statements: [Statement], sync: PipelineSync = .atEnd
    ) async throws -> [Result<QueryResult, PostgresError>] {
        try sendPipeline(statements, sync: sync)
        return await outcomes(of: statements.count)
    }

    /// Waits for the outcomes of so many statements that ``sendPipeline(_:sync:)`` has sent. Notices are dropped.
    ///
    /// - Parameter limit: Once the server has said nothing at all for so much real time the connection is closed, and all
    ///   that has not ended has failed; nil for never.
    public func outcomes(
        of count: Int, within limit: Duration? = nil
    ) async -> [Result<QueryResult, PostgresError>] {
        var outcomes: [Result<QueryResult, PostgresError>] = []
        while outcomes.count < count { outcomes.append(await nextOutcome(within: limit)) }
        return outcomes
    }

    /// Starts a pipeline and returns at once. ``nextEvent()`` then tells `finished` once for each statement, in
    /// order, each when the sync behind it has been answered; notices come in between.
    ///
    /// - Throws: ``PostgresError`` if nothing was sent.
    public func sendPipeline(_ statements: [Statement], sync: PipelineSync = .atEnd) throws(PostgresError) {
        try checkReady()
        guard !statements.isEmpty else { return }
        // All checks first: a pipeline must not be left half sent.
        for statement in statements {
            if prepared[statement.sql] == nil { try PostgresError.checkForNUL(statement.sql) }
            try PostgresError.check(statement.parameters)
        }
        var pipeline = Pipeline()
        var pending: Set<String> = []
        try check(PQenterPipelineMode(raw))
        do throws(PostgresError) {
            for (index, statement) in statements.enumerated() {
                if !statement.prepares || pending.contains(statement.sql) {
                    // Whether an earlier statement of this pipeline gets prepared is not known yet.
                    try check(sendUnprepared(statement))
                } else if let name = prepared[statement.sql] {
                    try check(sendPrepared(name, statement.parameters))
                } else {
                    let name = newName()
                    pending.insert(statement.sql)
                    try check(PQsendPrepare(raw, name, statement.sql, 0, nil))
                    pipeline.steps.append(.prepare(statement, name: name))
                    try check(sendPrepared(name, statement.parameters))
                }
                pipeline.steps.append(.execute(statement))
                if sync.follows(index, of: statements.count) {
                    try check(PQpipelineSync(raw))
                    pipeline.steps.append(.sync)
                }
            }
        } catch {
            // Only a broken connection or an exhausted memory gets here, and the protocol is out of step now.
            close()
            throw error
        }
        begin(.pipeline(pipeline))
    }

    func receiveInPipeline(_ result: OpaquePointer?) {
        guard case .pipeline(var pipeline) = exchange, let step = pipeline.steps.first else { return }
        guard PQstatus(raw) == CONNECTION_OK else {
            // libpq has forgotten what was to be answered.
            if let result { queue.noteLastWords(result) }
            current = nil
            fail(lossOfConnection)
            return close()
        }
        // Moved out, so that appending copies nothing.
        exchange = .pipeline(Pipeline())
        defer { if case .pipeline = exchange { exchange = .pipeline(pipeline) } }
        if let result {
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                pipeline.steps.removeFirst()
                for outcome in pipeline.unsynced { queue.events.append(.finished(outcome)) }
                pipeline.unsynced.removeAll(keepingCapacity: true)
                if pipeline.steps.isEmpty {
                    exchange = .none
                    PQexitPipelineMode(raw)
                }
            case PGRES_PIPELINE_ABORTED:
                noteError(.notRun)
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                exchange = .pipeline(pipeline)
                note(result)
            default:
                note(result)
            }
            return
        }
        let outcome = takeOutcome()
        pipeline.steps.removeFirst()
        switch (step, outcome) {
        case (.prepare(let statement, let name), .success):
            prepared[statement.sql] = name
        case (.prepare, .failure(let error)):
            pipeline.prepareError = error
        case (.execute(let statement), _):
            let error = pipeline.prepareError
            pipeline.prepareError = nil
            pipeline.unsynced.append(error.map { .failure($0) } ?? outcome.flatMap(statement.checked))
        case (.sync, _):
            break
        }
    }

    /// Gives every statement of a pipeline that has not ended the same error.
    func failPipeline(_ pipeline: Pipeline, _ outcome: Result<QueryResult, PostgresError>) {
        exchange = .none
        let open = pipeline.steps.count { if case .execute = $0 { true } else { false } }
        for _ in 0..<pipeline.unsynced.count + open { queue.events.append(.finished(outcome)) }
    }
}

extension PostgresError {
    fileprivate static let notRun = PostgresError(
        sqlState: .inFailedTransaction, message: "not run: an earlier statement of the pipeline failed")
}
