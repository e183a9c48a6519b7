import Foundation
import Postgres
import Synchronization
import TestSupport

@testable import Scenarios

/// A throwaway Postgres on a thread of its own, for tests that need a server.
///
/// Everything on an event loop belongs to one thread, and Swift Testing runs tests on others. So a test leases a
/// server and its body runs on that server's thread. There are as many servers as tests may run at once; they are
/// made when first needed, and gone when the process ends.
final class TestServer: @unchecked Sendable {
    let loop = EventLoop()
    private let isStopping = StopFlag()
    private let hasEnded = DispatchSemaphore(value: 0)
    // Set once, on the server's thread, before any test leases it.
    private var running: Running?
    /// How many templates tests have made here.
    var templates = 0

    private struct Running {
        var access: ServerAccess
        var host: ServerHost
    }

    /// How many servers run at once.
    private static let most = 2

    /// Runs `body` on the thread of a server that no other test uses meanwhile.
    static func run<T: Sendable>(_ body: @escaping @Sendable (TestServer) async throws -> T) async throws -> T {
        let server = try await lease()
        defer { release(server) }
        return try await Task(executorPreference: server.loop) { try await body(server) }.value
    }

    var access: ServerAccess {
        get throws { try started.access }
    }

    /// The server as a verifier uses it.
    var host: ServerHost {
        get throws { try started.host }
    }

    private var started: Running {
        get throws {
            guard let running else { throw NotStarted() }
            return running
        }
    }

    private struct NotStarted: Error {}

    // MARK: Life

    private func start(number: Int) async throws {
        try await withCheckedThrowingContinuation { (hasStarted: CheckedContinuation<Void, any Error>) in
            Thread { [self] in
                defer { hasEnded.signal() }
                do {
                    try loop.run { [self] in
                        try await ThrowawayCluster.with(on: loop) { [self] cluster in
                            let access = ServerAccess.own(cluster, version: "15", runID: "t\(number)")
                            let host = try await ServerHost(access, on: loop)
                            running = Running(access: access, host: host)
                            hasStarted.resume()
                            await isStopping.wait()
                            host.close()
                        }
                    }
                } catch {
                    if running == nil { hasStarted.resume(throwing: error) }
                }
            }.start()
        }
    }

    private func stop() {
        isStopping.raise()
        hasEnded.wait()
    }

    // MARK: Leases

    private struct Pool {
        var all: [TestServer] = []
        var made = 0
        var free: [TestServer] = []
        var waiting: [CheckedContinuation<TestServer, any Error>] = []
        var stopsAtExit = false
    }

    private static let pool = Mutex(Pool())

    private enum Lease {
        case ready(TestServer)
        case new(TestServer, number: Int)
        case none
    }

    private static func lease() async throws -> TestServer {
        let lease = pool.withLock { pool -> Lease in
            if let server = pool.free.popLast() { return .ready(server) }
            guard pool.all.count < most else { return .none }
            if pool.all.isEmpty { HermeticEnvironment.removeLibpqVariables() }
            let server = TestServer()
            pool.all.append(server)
            pool.made += 1
            return .new(server, number: pool.made)
        }
        switch lease {
        case .ready(let server): return server
        case .new(let server, let number):
            do {
                try await server.start(number: number)
            } catch {
                giveUp(server, error)
                throw error
            }
            // Handlers run in reverse order: swift-subprocess, which waits for the server's end, registered its own
            // when the server was started, and must outlive this one.
            let isFirst = pool.withLock { pool in
                defer { pool.stopsAtExit = true }
                return !pool.stopsAtExit
            }
            if isFirst { atexit { TestServer.stopAll() } }
            return server
        case .none:
            return try await OwnTime.waiting {
                try await withCheckedThrowingContinuation { continuation in
                    let server = pool.withLock { pool in
                        let server = pool.free.popLast()
                        if server == nil { pool.waiting.append(continuation) }
                        return server
                    }
                    if let server { continuation.resume(returning: server) }
                }
            }
        }
    }

    private static func release(_ server: TestServer) {
        let waiting = pool.withLock { pool in
            if pool.waiting.isEmpty {
                pool.free.append(server)
                return nil as CheckedContinuation<TestServer, any Error>?
            }
            return pool.waiting.removeFirst()
        }
        waiting?.resume(returning: server)
    }

    /// Forgets a server that did not start, and fails the tests that would wait for one for ever.
    private static func giveUp(_ server: TestServer, _ error: any Error) {
        let stranded = pool.withLock { pool in
            pool.all.removeAll { $0 === server }
            defer { if pool.all.isEmpty { pool.waiting = [] } }
            return pool.all.isEmpty ? pool.waiting : []
        }
        for waiting in stranded { waiting.resume(throwing: error) }
    }

    private static func stopAll() {
        for server in pool.withLock({ $0.all }) { server.stop() }
    }
}

/// Something that happens once, and can be waited for.
private final class StopFlag: Sendable {
    private enum State {
        case lowered(CheckedContinuation<Void, Never>?)
        case raised
    }
    private let state = Mutex(State.lowered(nil))

    func wait() async {
        await withCheckedContinuation { continuation in
            let isRaised = state.withLock { state in
                if case .raised = state { return true }
                state = .lowered(continuation)
                return false
            }
            if isRaised { continuation.resume() }
        }
    }

    func raise() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state = .raised }
            if case .lowered(let continuation) = state { return continuation }
            return nil
        }
        waiting?.resume()
    }
}
