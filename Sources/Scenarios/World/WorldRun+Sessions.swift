import Postgres
import Sequin
import Simulation

/// What becomes of sessions: cancelled, left to the server, replaced, and put back as they were.
extension WorldRun {
    /// Serves the workers' wishes to cancel what they are running.
    func serveWishes() async throws {
        for lane in lanes where lane.wantsCancel {
            lane.wantsCancel = false
            let backend = lane.session.backend
            if let unsent = board.parked.first(where: { parked in
                if parked.process == lane.process, case .statement = parked.call { true } else { false }
            }).flatMap({ board.take($0.id) }) {
                board.answer(unsent, with: .failure(CancellationError()))
                executor.drain()
            } else if !backend.isIdle {
                try await database.cancel(backend)
                unblock(backend)
                lane.wokeInThisStep = true
                try await settleCancelled(awake(backend))
                try await wakeGranted()
            }
        }
        executor.drain()
    }

    /// Leaves a session to the server: a statement that is there goes on, and may commit.
    func abandon(_ backend: Backend) async throws {
        orphans.append(backend)
        if backend.pausedKey != nil {
            try await goOn(backend, pausingAgain: false)
        } else if backend.pauseKey != nil {
            // It waits for a lock before its pause point, which nobody would open once it comes there.
            try await openPausePoints(of: backend)
        }
        if backend.isIdle { try await release(backend) }
        try await wakeGranted()
    }

    /// Ends a session that its worker left behind, once its statement is finished.
    func release(_ backend: Backend) async throws {
        guard let index = orphans.firstIndex(where: { $0 === backend }) else { return }
        orphans.remove(at: index)
        note(.orphanEnded, by: nil, backend.abandoned)
        try await database.end(backend)
        mayHaveCommitted = true
    }

    func reconnect(_ parked: consuming WorldBoard.Parked, of lane: Lane) async throws {
        if !lane.session.isLost { try await database.end(lane.session.backend) }
        lane.session.backend = try await database.replaceBackend(lane.number)
        lane.session.isLost = false
        lane.isOpening = true
        board.answer(parked, with: .success(.done))
        executor.drain()
        try await settleOpenings()
    }

    /// Runs what workers do to ready their sessions: it is no part of the schedule.
    func settleOpenings() async throws {
        while let (lane, parked) = nextOpening(), let taken = board.take(parked.id) {
            guard case .statement(let statement) = taken.call else { continue }
            try await execute(statement, for: taken, of: lane)
        }
    }

    private func nextOpening() -> (Lane, WorldBoard.Parked)? {
        for lane in lanes where lane.isOpening {
            for parked in board.parked where parked.process == lane.process {
                if case .statement = parked.call { return (lane, parked) }
            }
        }
        return nil
    }

    /// Ends every worker and leaves every session idle and awake.
    func tearDown() async {
        database.releaseLog()
        for lane in lanes { await end(lane) }
        for backend in lanes.map(\.session.backend) + orphans where !backend.isIdle {
            unblock(backend)
            _ = awake(backend)
            try? await database.cancel(backend)
            try? await settleCancelled(backend)
        }
        for backend in orphans { try? await database.end(backend) }
        orphans = []
        lanes = []
    }
}
