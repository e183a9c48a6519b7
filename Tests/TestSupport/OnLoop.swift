import Foundation
package import Postgres

/// Runs `body` on an event loop with a thread of its own: several tests that block their threads would leave none for the
/// test library.
package func onLoop<T: Sendable>(_ body: @escaping @Sendable (EventLoop) async throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
        Thread.detachNewThread {
            let loop = EventLoop()
            continuation.resume(with: Result { try loop.run { try await body(loop) } })
        }
    }
}

/// Runs `body` on an event loop with a thread of its own, and blocks the caller's thread meanwhile.
package func blockingOnLoop<T: Sendable>(_ body: @escaping @Sendable (EventLoop) async throws -> T) throws -> T {
    let outcome = Outcome<T>()
    let hasEnded = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
        let loop = EventLoop()
        outcome.result = Result { try loop.run { try await body(loop) } }
        hasEnded.signal()
    }
    hasEnded.wait()
    guard let result = outcome.result else { preconditionFailure("the loop ended without a result") }
    return try result.get()
}

/// Runs `body` with a throwaway cluster, on an event loop with a thread of its own.
///
/// - Parameter settings: The server's own.
package func onCluster<T: Sendable>(
    settings: [String: String] = [:],
    _ body: @escaping @Sendable (ThrowawayCluster, EventLoop) async throws -> T
) async throws -> T {
    try await onLoop { loop in
        try await ThrowawayCluster.with(.init(settings: settings), on: loop) { try await body($0, loop) }
    }
}

/// Written by one thread before the other one reads it.
private final class Outcome<T: Sendable>: @unchecked Sendable {
    var result: Result<T, any Error>?
}
