import Foundation
import Postgres
import Scenarios

/// The Postgres that a command runs on: a throwaway cluster, or the server of a URL.
///
/// The main thread uses it, and its loop.
final class ServerSetup: @unchecked Sendable {
    /// How to reach the server, once it is there.
    private(set) var access: ServerAccess?
    /// Told what is odd about the user's server.
    var onNote: (String) -> Void = { _ in }
    private let options: ServerOptions
    private let loop: EventLoop
    private var cluster: ThrowawayCluster?

    init(_ options: ServerOptions, on loop: EventLoop) {
        self.options = options
        self.loop = loop
    }

    /// The server's version; empty if it never answered.
    var version: String { access?.version ?? "" }

    /// Runs `body` with a server, and leaves nothing of it behind.
    ///
    /// - Parameter crashServer: Whether `body` also needs a server that may be killed; it gets none with a URL.
    func with(crashServer: Bool, _ body: (ServerAccess, ServerAccess?, TimedServer?) async throws -> Void) async throws
    {
        if let url = options.url {
            let probe = ServerProbe(url: url, wait: options.wait?.duration ?? .zero, loop: loop)
            let access = try await probe.access(onNote: onNote)
            self.access = access
            return try await body(access, nil, nil)
        }
        let timed = TimedServer(.init(binDirectory: options.postgresBin), on: loop)
        do {
            try await ThrowawayCluster.with(.init(binDirectory: options.postgresBin), on: loop) { cluster in
                self.cluster = cluster
                defer { self.cluster = nil }
                let access = ServerAccess.own(cluster, version: cluster.installation.version, runID: "run")
                self.access = access
                guard crashServer else { return try await timed.with { try await body(access, nil, timed) } }
                let settings = ServerAccess.settingsForKilling
                try await ThrowawayCluster.with(
                    .init(binDirectory: options.postgresBin, settings: settings), on: loop
                ) { second in
                    let version = second.installation.version
                    let crash = ServerAccess.own(second, version: version, runID: "crash", mayBeKilled: true)
                    try await timed.with { try await body(access, crash, timed) }
                }
            }
        } catch let error as ClusterError {
            throw Stop(.noServer, "\(error)")
        }
    }

    /// The last lines that the server logged; empty where we cannot see them.
    func lastWords() -> String { cluster?.logTail(lines: 5) ?? "" }

    /// Whether the cluster, if it is ours, has lost its server.
    var hasDied: Bool { cluster.map { !$0.isAlive } ?? false }
}
