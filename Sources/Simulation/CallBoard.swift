import Bits

/// Where simulated processes park their calls to the world until the scheduler answers them.
package final class CallBoard<Call: Sendable, Reply: Sendable>: @unchecked Sendable {
    /// A call that waits for its answer.
    package struct Parked {
        /// Its number, in order of arrival.
        package let id: Int
        /// Who called.
        package let process: ProcessID
        /// What it asks.
        package let call: Call
        fileprivate let answer: Answer
    }

    fileprivate enum Answer {
        case resuming(UnsafeContinuation<Reply, any Error>)
        case calling((Result<Reply, any Error>) -> Void)

        func give(_ result: Result<Reply, any Error>) {
            switch self {
            case .resuming(let continuation): continuation.resume(with: result)
            case .calling(let body): body(result)
            }
        }
    }

    /// The calls that wait, in order of arrival.
    package private(set) var parked: [Parked] = []
    private let confinement = Confinement()
    private var dead: Set<ProcessID> = []
    private var nextID = 0

    /// Creates an empty board.
    package init() {}

    /// Parks a call until it is answered.
    ///
    /// - Throws: What the scheduler answers; `CancellationError` if the process is dead.
    package func call(_ call: Call, by process: ProcessID) async throws -> Reply {
        confinement.assertIsolated()
        return try await withUnsafeThrowingContinuation { continuation in
            if dead.contains(process) {
                continuation.resume(throwing: CancellationError())
                return
            }
            parked.append(Parked(id: nextID, process: process, call: call, answer: .resuming(continuation)))
            nextID += 1
        }
    }

    /// Parks a call of a process that is no task, and calls `body` with what the scheduler answers; with
    /// `CancellationError` once the process is dead.
    ///
    /// - Returns: Its number.
    @discardableResult
    package func park(
        _ call: Call, by process: ProcessID, answering body: @escaping (Result<Reply, any Error>) -> Void
    ) -> Int {
        confinement.assertIsolated()
        defer { nextID += 1 }
        parked.append(Parked(id: nextID, process: process, call: call, answer: .calling(body)))
        return nextID
    }

    /// Takes a call off the board, to be answered later.
    package func take(_ id: Int) -> Parked? {
        confinement.assertIsolated()
        guard let index = parked.firstIndex(where: { $0.id == id }) else { return nil }
        return parked.remove(at: index)
    }

    /// Answers a call that was taken.
    package func answer(_ parked: consuming Parked, with result: Result<Reply, any Error>) {
        parked.answer.give(result)
    }

    /// Makes a process dead: its calls, parked and future, throw `CancellationError`.
    package func kill(_ process: ProcessID) {
        confinement.assertIsolated()
        dead.insert(process)
        let calls = parked.filter { $0.process == process }
        parked.removeAll { $0.process == process }
        for call in calls { call.answer.give(.failure(CancellationError())) }
    }

    /// Whether a process was killed.
    package func isDead(_ process: ProcessID) -> Bool { dead.contains(process) }
}
