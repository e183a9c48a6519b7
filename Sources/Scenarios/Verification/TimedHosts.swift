import Postgres
import Syncer

/// The server that has the time of its schedules, for strategies that need it; made when one does.
///
/// Confined to its loop.
final class TimedHosts {
    private let server: TimedServer?
    private let settings: VerificationSettings
    private let loop: EventLoop
    /// The server, if it has been needed.
    private(set) var present: ServerHost?
    /// Why there is none.
    private var refusal: VirtualTimeUnavailable?

    init(_ server: TimedServer?, settings: VerificationSettings, loop: EventLoop) {
        self.server = server
        self.settings = settings
        self.loop = loop
    }

    /// The server for a strategy, as far as its scripts tell; nil if it needs none, or there is none.
    ///
    /// - Throws: ``VirtualTimeUnavailable`` if it was asked for; `ClusterError`.
    func host(for strategy: Strategy) async throws -> ServerHost? {
        guard settings.serverTime == .virtual || settings.serverTime == nil && strategy.namesTime else { return nil }
        return try await host {
            strategy.warnings.filter(\.isOfTime).map { "\(strategy.folder)/\($0)" }
        }
    }

    /// The server for a strategy whose schema names time.
    func host(for template: StrategyTemplate) async throws -> ServerHost? {
        guard settings.serverTime == nil, template.strategy.command == nil, !template.chance.timely.isEmpty else {
            return nil
        }
        return try await host { [] }
    }

    private func host(_ warnings: () -> [String]) async throws -> ServerHost? {
        if let present { return present }
        guard let server else { return nil }
        do {
            if let refusal { throw refusal }
            let made = try await ServerHost(
                try await server.access(), on: loop, statementLimit: settings.statementLimit)
            present = made
            return made
        } catch let error as VirtualTimeUnavailable where settings.serverTime == nil {
            if refusal == nil { settings.onWarning?("Postgres runs on real time: \(error)") }
            refusal = error
            for warning in warnings() { settings.onWarning?(warning) }
            return nil
        }
    }
}
