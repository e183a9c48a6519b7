import Synchronization

/// Asks workers to finish what they hold and then end.
public final class StopSignal: Sendable {
    private struct State {
        var isStopping = false
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextID = 0
    }
    private let state = Mutex(State())

    /// Creates a signal that has not been given.
    public init() {}

    /// Whether the signal has been given.
    public var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Gives the signal. A second time changes nothing.
    public func stop() {
        let waiters = state.withLock { state in
            state.isStopping = true
            defer { state.waiters = [:] }
            return state.waiters.sorted { $0.key < $1.key }.map(\.value)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits for the signal, or for the cancellation of the task.
    public func wait() async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isStopping || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }

    /// Runs `operation`, and cancels it when the signal is given.
    func interrupting<T: Sendable>(_ operation: @escaping @Sendable () async throws -> T) async throws -> T {
        try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask { try await operation() }
            group.addTask {
                await self.wait()
                return nil
            }
            defer { group.cancelAll() }
            while let first = try await group.next() {
                if let first { return first }
                group.cancelAll()
            }
            throw CancellationError()
        }
    }
}
