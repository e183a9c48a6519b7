import Postgres
import Sequin
import Simulation

extension WorldRun {
    /// Sends a worker's statement and waits until every session is finished, or blocked by another.
    ///
    /// - Parameter gateKey: The row at whose pause point the statement shall pause.
    func execute(
        _ statement: Statement, for parked: consuming WorldBoard.Parked, of lane: Lane,
        pausingAt pauseKey: String? = nil
    ) async throws {
        let backend = lane.session.backend
        backend.call = parked
        backend.state = .running
        backend.statement = statement
        backend.pauses = 0
        if let pauseKey {
            backend.pauseKey = pauseKey
            database.statements += 2
            try await database.pausePoints?.close(backend.connection.backendPID, key: pauseKey)
        }
        lane.begins(statement, over: database.contentFingerprint)
        guard send(statement, on: backend) else { return }
        try await settle(backend)
        try await openPausePointsIfIdle(backend)
        try await wakeGranted()
    }

    /// Hands a statement to its connection; one that cannot be sent has failed, and is finished.
    ///
    /// - Returns: Whether it is on its way.
    private func send(_ statement: Statement, on backend: Backend) -> Bool {
        database.statements += 1
        do {
            backend.isUsed = true
            backend.hasSaidItWaits = false
            try backend.connection.send(statement)
            return true
        } catch {
            finish(backend, with: .failure(error))
            return false
        }
    }

    /// Sends a statement whose answer nobody will read.
    func leaveRunning(_ statement: Statement, on backend: Backend) async throws {
        backend.state = .running
        backend.statement = statement
        guard send(statement, on: backend) else { return }
        try await settle(backend)
    }

    /// Waits until a session's statement is finished, or until the server says that it waits for a lock.
    ///
    /// The server says so after the only deadlock check of that wait, so whoever closes a circle is its victim. A
    /// script may have silenced that notice: then the lock table says it.
    private func settle(_ backend: Backend) async throws {
        var looks = 0
        var notices = 0
        while true {
            switch await backend.connection.nextEvent(within: .milliseconds(50)) {
            case .finished(let result):
                if let strike = database.watchdog.strike { throw strike.failure }
                if case .failure(let error) = result, error.saysNothingOfTheScript { throw error }
                finish(backend, with: result)
                try await release(backend)
                return
            case .notice(let notice):
                notices += 1
                // A script that never stops talking must not keep everybody else from being heard.
                if notices.isMultiple(of: 256) {
                    try Task.checkCancellation()
                    await database.loop.sleep(for: .milliseconds(1))
                }
                if notice.saysAcquired { backend.hasSaidItWaits = false }
                guard notice.saysStillWaiting, !backend.hasSaidItWaits else { continue }
                backend.isSilent = false
                // It may be about a wait that is over: nobody had the patience to hear it then.
                if backend.owesNotice {
                    if try await waits(backend) { return }
                    continue
                }
                let isAtPausePoint = waitsAtPausePoint(backend, notice)
                backend.hasSaidItWaits = true
                if plan.confirmsWaits { try await confirm(backend, isAtPausePoint ? .atPausePoint : .forLock) }
                if isAtPausePoint { pause(backend) } else { block(backend) }
                return
            case nil:
                try Task.checkCancellation()
                looks += 1
                // On a busy machine the notice may be long in coming, which is no reason not to wait for it.
                guard backend.isSilent || looks >= 40 else { continue }
                if try await waits(backend) {
                    backend.isSilent = true
                    backend.owesNotice = true
                    return
                }
            }
        }
    }

    /// Somebody has been taken for waiting who does not wait, or not for that.
    private struct WrongWait: Error, CustomStringConvertible {
        let step: Int
        var description: String {
            "at step \(step) a session was taken for waiting that the lock table knows nothing of"
        }
    }

    /// Sees whether the lock table says what the session has said.
    private func confirm(_ backend: Backend, _ wait: WorldDatabase.Wait) async throws {
        guard try await database.wait(of: backend) == wait else { throw WrongWait(step: stepNumber) }
    }

    /// Whether the lock table says that a session waits; then it counts as blocked, or paused.
    private func waits(_ backend: Backend) async throws -> Bool {
        switch try await database.wait(of: backend) {
        case .none: return false
        case .atPausePoint: pause(backend)
        case .forLock: block(backend)
        }
        return true
    }

    /// Waits until a cancelled statement has ended. It waits for no lock any more, whatever the lock table still says
    /// while its process has not come to run. One that will not be cancelled is for the watchdog.
    func settleCancelled(_ backend: Backend) async throws {
        while true {
            guard case .finished(let result) = await backend.connection.nextEvent() else { continue }
            finish(backend, with: result)
            try await release(backend)
            if let strike = database.watchdog.strike { throw strike.failure }
            return
        }
    }

    private func block(_ backend: Backend) {
        backend.state = .blocked(order: blockedCount == 0 ? 0 : (latestOrder + 1))
        blockedCount += 1
        outcome.waits += 1
        stop(backend)
        note(.blocked, by: owner(of: backend))
    }

    private func pause(_ backend: Backend) {
        let key = backend.pauseKey ?? PausePoints.anyRow
        backend.state = .paused(key: key)
        backend.pauses += 1
        outcome.waits += 1
        if let lane = owner(of: backend) { hazards.paused(lane.subjects) }
        stop(backend)
        note(.paused, by: owner(of: backend), detail: .pausedAt(letter(ofID: key)))
    }

    /// Keeps a waiting session from waking before its turn.
    private func stop(_ backend: Backend) {
        guard database.stopsBackends else { return }
        BackendProcess.stop(backend.connection.backendPID)
        backend.isStopped = true
    }

    private func waitsAtPausePoint(_ backend: Backend, _ notice: Notice) -> Bool {
        database.pausePoints?.isWait(of: backend.connection.backendPID, notice: notice.message) == true
    }

    /// Lets a statement that waits at a pause point go on: to its end, or to its next pause point.
    func goOn(_ backend: Backend, pausingAgain: Bool) async throws {
        guard backend.pausedKey != nil, let pausePoints = database.pausePoints else { return }
        if pausingAgain {
            let pid = backend.connection.backendPID
            database.statements += 2
            try await pausePoints.step(pid, key: backend.pauseKey ?? PausePoints.anyRow, on: database.loop) {
                try await settle(awake(backend))
            }
        } else {
            try await openPausePoints(of: backend)
            try await settle(awake(backend))
        }
        try await openPausePointsIfIdle(backend)
        try await wakeGranted()
    }

    func awake(_ backend: Backend) -> Backend {
        backend.state = .running
        if backend.isStopped {
            BackendProcess.resume(backend.connection.backendPID)
            backend.isStopped = false
        }
        return backend
    }

    /// Lets those go on whose locks have been granted: one at a time, in the order in which they blocked.
    func wakeGranted() async throws {
        while blockedCount > 0 {
            let waiting = try await database.waitingBackends()
            let next = blockedBackends.first { !waiting.contains($0.connection.backendPID) }
            guard let next else { return }
            note(.woke, by: owner(of: next))
            try await resume(next)
        }
    }

    /// Lets a blocked session go on until it is finished or blocked again.
    private func resume(_ backend: Backend) async throws {
        unblock(backend)
        owner(of: backend)?.wokeInThisStep = true
        try await settle(backend)
        try await openPausePointsIfIdle(backend)
    }

    func unblock(_ backend: Backend) {
        guard backend.blockedOrder != nil else { return }
        blockedCount -= 1
        _ = awake(backend)
    }

    /// A statement that has ended needs its pause points no more, whether it met them or not.
    private func openPausePointsIfIdle(_ backend: Backend) async throws {
        if backend.isIdle, backend.pauseKey != nil { try await openPausePoints(of: backend) }
    }

    /// Lets a session pass through all its pause points.
    func openPausePoints(of backend: Backend) async throws {
        backend.pauseKey = nil
        database.statements += 2
        try await database.pausePoints?.open(backend.connection.backendPID)
    }

    /// Asks who keeps sessions waiting that are not stopped.
    func findHolders() async throws {
        holdsUp = []
        guard !database.stopsBackends, blockedCount > 0 else { return }
        holdsUp = try await database.holders(of: blockedBackends.map(\.connection.backendPID))
    }

    private var blockedBackends: [Backend] {
        (lanes.map(\.session.backend) + orphans)
            .filter { $0.blockedOrder != nil }
            .sorted { ($0.blockedOrder ?? 0) < ($1.blockedOrder ?? 0) }
    }

    private var latestOrder: Int { blockedBackends.last?.blockedOrder ?? 0 }

    func owner(of backend: Backend) -> Lane? { lanes.first { $0.session.backend === backend } }
}

extension PostgresError {
    /// Whether the machine has failed and not the script: a full disk, no memory, unreadable files.
    fileprivate var saysNothingOfTheScript: Bool {
        ["53100", "53200", "58000", "58030", "58P01", "XX001", "XX002"].contains(sqlState.rawValue)
    }
}

extension Notice {
    /// Whether the server says that the session itself waits for a lock, and that this is no deadlock.
    ///
    /// The message comes from ProcSleep, with `log_lock_waits`.
    fileprivate var saysStillWaiting: Bool {
        sourceFunction == "ProcSleep" && message.contains("still waiting for")
    }

    /// Whether the server says that a wait is over, which it does if it has spoken of that wait before.
    fileprivate var saysAcquired: Bool { sourceFunction == "ProcSleep" && message.contains(" acquired ") }
}
