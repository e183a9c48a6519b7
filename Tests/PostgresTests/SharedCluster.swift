import Foundation
import Postgres
import Testing

/// The tests that share one cluster, which lives as long as the suite runs.
@Suite(SharedCluster()) struct OnAServer {}

/// Starts a cluster on a thread of its own before a suite, and ends it afterwards.
struct SharedCluster: SuiteTrait, TestScoping {
    @TaskLocal static var target = ConnectionTarget(parameters: [:])

    let isRecursive = false

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let (stops, stop) = AsyncStream<Void>.makeStream()
        let (targets, started) = AsyncThrowingStream<ConnectionTarget, any Error>.makeStream()
        let (ends, ended) = AsyncStream<Void>.makeStream()
        Thread.detachNewThread {
            do {
                let loop = EventLoop()
                try loop.run {
                    try await ThrowawayCluster.with(on: loop) { cluster in
                        started.yield(cluster.target())
                        for await _ in stops {}
                    }
                }
            } catch {
                started.finish(throwing: error)
            }
            ended.finish()
        }
        var iterator = targets.makeAsyncIterator()
        let target = try #require(try await iterator.next())
        let result: Result<Void, any Error>
        do {
            result = .success(try await Self.$target.withValue(target) { try await function() })
        } catch { result = .failure(error) }
        stop.finish()
        for await _ in ends {}
        try result.get()
    }
}

/// Runs a test's body on a loop of its own, with as many connections as it wants to the shared cluster.
func onServer(
    _ body: @escaping @Sendable (EventLoop, @escaping @Sendable () async throws -> Connection) async throws -> Void
) async throws {
    let target = SharedCluster.target
    try await onLoop { loop in try await body(loop) { try await Connection.open(target, on: loop) } }
}

extension Connection {
    /// Runs a statement that takes no parameters.
    @discardableResult
    func run(_ sql: String) async throws -> QueryResult { try await run(Statement(sql, prepares: false)) }
}

/// The error of something that must fail.
func error(of body: () async throws -> Void) async -> PostgresError? {
    do {
        try await body()
        Issue.record("no error was thrown")
    } catch let error as PostgresError {
        return error
    } catch {
        Issue.record(error)
    }
    return nil
}
