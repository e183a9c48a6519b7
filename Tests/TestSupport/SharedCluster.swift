package import Postgres
package import Testing

/// Starts a cluster on a thread of its own before a suite, and ends it afterwards.
package struct SharedCluster: SuiteTrait, TestScoping {
    /// Where the cluster of the suite that is running takes connections.
    @TaskLocal package static var target = ConnectionTarget(parameters: [:])

    package let isRecursive = false

    package init() {}

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let (stops, stop) = AsyncStream<Void>.makeStream()
        let (targets, started) = AsyncThrowingStream<ConnectionTarget, any Error>.makeStream()
        async let life: Void = Self.run(started, until: stops)
        var iterator = targets.makeAsyncIterator()
        let target = try #require(try await iterator.next())
        let result: Result<Void, any Error>
        do {
            result = .success(try await Self.$target.withValue(target) { try await function() })
        } catch { result = .failure(error) }
        stop.finish()
        await life
        try result.get()
    }

    private static func run(
        _ started: AsyncThrowingStream<ConnectionTarget, any Error>.Continuation, until stops: AsyncStream<Void>
    ) async {
        do {
            try await onCluster { cluster, _ in
                started.yield(cluster.target())
                for await _ in stops {}
            }
        } catch {
            started.finish(throwing: error)
        }
    }
}

/// Runs a test's body on a loop of its own, with as many connections as it wants to the shared cluster.
package func onServer(
    _ body: @escaping @Sendable (EventLoop, @escaping @Sendable () async throws -> Connection) async throws -> Void
) async throws {
    let target = SharedCluster.target
    try await onLoop { loop in try await body(loop) { try await Connection.open(target, on: loop) } }
}
