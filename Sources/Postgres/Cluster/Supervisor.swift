internal import Subprocess
internal import SystemPackage

/// Runs a cluster's server, one process after the other, as children of the task that owns the cluster.
///
/// Confined to the loop.
final class Supervisor: @unchecked Sendable {
    private struct Launch {
        var configuration: Subprocess.Configuration
        var input: FileDescriptor?
        var launched: CheckedContinuation<Void, any Error>
    }

    private let launches = AsyncStream<Launch>.makeStream()
    private var exits: [CheckedContinuation<Void, Never>] = []
    /// The process that runs; nil if none does.
    private(set) var pid: Int32?
    /// Whether the last process that has ended did so by itself, with status 0.
    private(set) var endedWell = false

    /// Starts a process whenever one is asked for, until ``finish()``; returns when the last one has ended.
    func run(log: String) async {
        for await launch in launches.stream {
            var isLaunched = false
            do {
                let input = try launch.input ?? FileDescriptor.open("/dev/null", .readOnly, options: .closeOnExec)
                let log = try FileDescriptor.open(
                    FilePath(log), .writeOnly, options: [.append, .create, .closeOnExec],
                    permissions: .ownerReadWrite)
                let result = try await Subprocess.run(
                    launch.configuration, input: .fileDescriptor(input, closeAfterSpawningProcess: true),
                    output: .fileDescriptor(log, closeAfterSpawningProcess: true), error: .combinedWithOutput
                ) { execution in
                    isLaunched = true
                    pid = execution.processIdentifier.value
                    launch.launched.resume()
                }
                endedWell = result.terminationStatus.isSuccess
            } catch {
                if !isLaunched { launch.launched.resume(throwing: error) }
            }
            pid = nil
            for exit in exits { exit.resume() }
            exits.removeAll()
        }
    }

    /// Starts a process and returns when it has been started.
    ///
    /// - Parameter input: What it reads from, which is closed here; nil for nothing.
    func launch(_ configuration: Subprocess.Configuration, input: FileDescriptor? = nil) async throws {
        try await withCheckedThrowingContinuation { launched in
            let launch = Launch(configuration: configuration, input: input, launched: launched)
            if case .terminated = launches.continuation.yield(launch) {
                launched.resume(throwing: CancellationError())
            }
        }
    }

    /// Returns when no process runs any more.
    func waitForExit() async {
        guard pid != nil else { return }
        await withCheckedContinuation { exits.append($0) }
    }

    /// Takes no more.
    func finish() { launches.continuation.finish() }
}
