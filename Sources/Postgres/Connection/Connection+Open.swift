internal import CLibpq

extension Connection {
    /// Connects.
    ///
    /// `connect_timeout` of the target is honoured; without one the attempt ends after 30 seconds.
    ///
    /// - Throws: ``PostgresError`` with the server's SQLSTATE, or 08001 if no server answered.
    public static func open(_ target: ConnectionTarget, on loop: EventLoop) async throws -> Connection {
        guard let raw = start(target) else {
            throw PostgresError(sqlState: "53200", message: "out of memory", connectionLost: true)
        }
        let handle = ConnectionHandle(owning: raw)
        // Only in verbose messages does libpq show the SQLSTATE of an attempt that failed.
        PQsetErrorVerbosity(raw, PQERRORS_VERBOSE)
        PQsetNoticeReceiver(raw, { _, _ in }, nil)
        let clock = ContinuousClock()
        let deadline = clock.now + timeout(raw)
        // What a new attempt waits for first.
        var state = PQstatus(raw) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while true {
            let isReady: Bool
            switch state {
            case PGRES_POLLING_OK: return Connection(handle, loop: loop)
            case PGRES_POLLING_READING:
                isReady = await loop.waitReadable(PQsocket(raw), timeout: deadline - clock.now)
            case PGRES_POLLING_WRITING:
                isReady = await loop.waitWritable(PQsocket(raw), timeout: deadline - clock.now)
            default: throw PostgresError(failedAttempt: PQerrorMessage(raw).map { String(cString: $0) } ?? "")
            }
            guard isReady else {
                throw PostgresError(
                    sqlState: .unableToConnect, message: "the server did not answer in time", connectionLost: true)
            }
            state = PQconnectPoll(raw)
        }
    }

    private static func start(_ target: ConnectionTarget) -> OpaquePointer? {
        let pairs = target.keywordsAndValues
        return withCStrings(pairs.map(\.keyword)) { keywords in
            withCStrings(pairs.map(\.value)) { values in PQconnectStartParams(keywords, values, 1) }
        }
    }

    /// libpq honours its `connect_timeout` only where it blocks.
    private static func timeout(_ raw: OpaquePointer) -> Duration {
        guard let options = PQconninfo(raw) else { return .seconds(30) }
        defer { PQconninfoFree(options) }
        let seconds = ConnectionTarget.settings(options)["connect_timeout"].flatMap { Int($0) } ?? 0
        return .seconds(seconds > 0 ? seconds : 30)
    }
}

/// Calls `body` with the strings as a C array that ends in NULL.
private func withCStrings<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R
) -> R {
    let bytes = strings.map { Array($0.utf8CString) }
    var pointers: [UnsafePointer<CChar>?] = []
    func next(_ index: Int) -> R {
        guard index < bytes.count else {
            pointers.append(nil)
            return pointers.withUnsafeBufferPointer { buffer in
                // Never empty: it holds the final NULL at least.
                body(buffer.baseAddress!)
            }
        }
        return bytes[index].withUnsafeBufferPointer { buffer in
            pointers.append(buffer.baseAddress)
            return next(index + 1)
        }
    }
    return next(0)
}

extension PostgresError {
    /// Reads the verbose message of an attempt that failed: `… failed: FATAL:  3D000: database "x" does not exist`,
    /// with further lines behind it.
    init(failedAttempt text: String) {
        var line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "the connection failed"
        var state = SQLState.unableToConnect
        if let match = line.firstMatch(of: #/:  ([0-9A-Z]{5}): /#) {
            state = SQLState(rawValue: String(match.1))
            line.replaceSubrange(match.range, with: ": ")
        }
        self.init(sqlState: state, message: line, connectionLost: true)
    }
}
