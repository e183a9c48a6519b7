public import Postgres

/// A cluster of ours on the time of its schedules, which is started when it is first needed.
///
/// Confined to its loop.
public final class TimedServer: @unchecked Sendable {
    private let options: ThrowawayCluster.Options
    private let loop: EventLoop
    private let requests = AsyncStream<CheckedContinuation<ServerAccess, any Error>>.makeStream()
    private let ending = AsyncStream<Never>.makeStream()
    private var started: Result<ServerAccess, any Error>?

    /// - Parameters:
    ///   - options: How to make the cluster; scenarios may kill its server.
    ///   - loop: The loop that it is used on.
    public init(_ options: ThrowawayCluster.Options, on loop: EventLoop) {
        var options = options
        options.settings.merge(ServerAccess.settingsForKilling) { $1 }
        self.options = options
        self.loop = loop
    }

    /// Runs `body`, which may ask for the server meanwhile, and leaves nothing of it behind.
    public func with<T>(_ body: () async throws -> T) async throws -> T {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.serve() }
            defer {
                requests.continuation.finish()
                ending.continuation.finish()
            }
            return try await body()
        }
    }

    /// The server, once it has been started.
    ///
    /// - Throws: ``VirtualTimeUnavailable``; `ClusterError`.
    func access() async throws -> ServerAccess {
        if let started { return try started.get() }
        let result: Result<ServerAccess, any Error>
        do {
            result = .success(
                try await withCheckedThrowingContinuation { asked in
                    if case .terminated = requests.continuation.yield(asked) {
                        asked.resume(throwing: CancellationError())
                    }
                })
        } catch {
            result = .failure(error)
        }
        started = result
        return try result.get()
    }

    private func serve() async {
        for await request in requests.stream {
            var isAnswered = false
            do {
                let time = try ServerTime()
                try await ThrowawayCluster.with(options, starter: time.starter, on: loop) { cluster in
                    isAnswered = true
                    request.resume(
                        returning: .own(
                            cluster, version: cluster.installation.version, runID: "timed", mayBeKilled: true,
                            time: time))
                    for await _ in ending.stream {}
                }
            } catch {
                if !isAnswered { request.resume(throwing: Self.reason(for: error)) }
            }
        }
    }

    private static func reason(for error: any Error) -> any Error {
        VirtualTimeUnavailable(startError: error) ?? error
    }
}
