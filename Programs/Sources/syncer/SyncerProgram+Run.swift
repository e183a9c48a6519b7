import ArgumentParser
import FakeSequin
import FakeSequinServer
import Foundation
import Logging
import Metrics
import MetricsHTTP
import NIOSSL
import Sequin
import SequinHTTP
import ServiceLifecycle
import Syncer
import SyncerService
import UnixSignals

extension SyncerProgram {
    /// Runs the program.
    ///
    /// - Returns: Its exit code.
    static func run(_ arguments: [String]) async -> Int32 {
        do {
            try await parsed(arguments).run()
            return 0
        } catch let error as SetupError {
            complain("\(error).")
            return error.exitCode
        } catch  where exitCode(for: error).isSuccess {
            // Help is an error of the library.
            print(fullMessage(for: error))
            return 0
        } catch {
            complain("internal error: \(error)")
            return 70
        }
    }

    private static func parsed(_ arguments: [String]) throws -> SyncerProgram {
        do { return try parse(arguments) } catch  where !exitCode(for: error).isSuccess {
            let line = message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
            throw SetupError(64, "\(line) See 'syncer --help'")
        }
    }

    private func run() async throws {
        var logger = Logger(label: "syncer", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = logLevel
        let plan = try await SyncerPlan.make(try settings())
        let source = try await source(logger)
        for warning in plan.warnings { logger.warning("\(warning)") }
        let result: Result<Void, any Error>
        do { result = .success(try await serve(plan, source, logger)) } catch { result = .failure(error) }
        try await source.close()
        try result.get()
    }

    private func serve(_ plan: SyncerPlan, _ source: Source, _ logger: Logger) async throws {
        if check {
            print("\(plan.strategy.name) suits the database; batches of \(plan.policy.batchSize), \(workers) workers")
            return
        }
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        var services = [
            ServiceGroupConfiguration.ServiceConfiguration(
                service: SyncerService(
                    plan, consumer: source.consumer, logger: logger, isDone: untilDrained ? source.isDrained : nil),
                successTerminationBehavior: .gracefullyShutdownGroup)
        ]
        if let metricsPort {
            let server = MetricsServer(registry, host: metricsHost, port: metricsPort, logger: logger) {
                [metricsHost] port in
                print("metrics at http://\(metricsHost):\(port)/metrics")
                fflush(nil)
            }
            services.append(.init(service: server))
        }
        do {
            try await ServiceGroup(
                configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            ).run()
        } catch  where "\(error)".contains("bind(") {
            throw SetupError(
                69, "cannot listen on \(metricsHost):\(metricsPort ?? 0) for metrics: choose another --metrics-port")
        }
    }

    private func settings() throws -> SyncerSettings {
        guard let databaseURL = databaseURL ?? Self.environment("DATABASE_URL") else {
            throw SetupError(64, "no database is named: give --database-url, or set DATABASE_URL")
        }
        return SyncerSettings(
            strategy: strategy, databaseURL: databaseURL, workers: workers, batchSize: batchSize,
            deadline: deadline.fraction, databaseWait: .milliseconds(Int64(wait * 1000)),
            grace: .milliseconds(Int64(grace * 1000)))
    }

    /// Where deliveries come from.
    private struct Source {
        var consumer: any Consumer
        /// Whether nothing is left to hand out; nil where the consumer is not a fake.
        var isDrained: (@Sendable () async -> Bool)?
        var close: @Sendable () async throws -> Void = {}
    }

    private func source(_ logger: Logger) async throws -> Source {
        let ackWait = Duration.milliseconds(Int64(ackWait * 1000))
        guard let consumerURL else {
            let fake = try await publishedFake(ackWait: ackWait)
            return Source(consumer: PatientConsumer(fake: fake), isDrained: { await fake.isDrained })
        }
        let settings = HTTPConsumerSettings(
            baseURL: consumerURL, consumer: consumer, token: try token(), wire: api, ackWait: ackWait,
            additionalRoots: try additionalRoots())
        let client = HTTPConsumer(settings) { problem in
            logger.error("a delivery cannot be read, and is left to expire", metadata: ["problem": "\(problem)"])
        }
        return Source(consumer: client, close: { try await client.shutdown() })
    }

    private func publishedFake(ackWait: Duration) async throws -> FakeSequin {
        let broker = Broker()
        await broker.makeConsumer(consumer, ConsumerConfiguration(ackWait: ackWait))
        do { _ = try await broker.load(file: fake ?? "") } catch let error as ChangeFileError {
            throw SetupError(65, "\(error)")
        }
        guard let fake = await broker.fake(consumer) else { throw SetupError(70, "the fake consumer is not there") }
        return fake
    }

    private func token() throws -> String? {
        guard let tokenFile else { return Self.environment("SEQUIN_TOKEN") }
        guard let data = FileManager.default.contents(atPath: tokenFile) else {
            throw SetupError(65, "\(tokenFile) cannot be read: name a file that holds the token")
        }
        let token = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, token.allSatisfy({ $0.isASCII && !$0.isNewline }) else {
            throw SetupError(65, "\(tokenFile) holds no token: write it there, on one line")
        }
        return token
    }

    private func additionalRoots() throws -> [NIOSSLCertificate] {
        guard let caFile else { return [] }
        do { return try NIOSSLCertificate.fromPEMFile(caFile) } catch {
            throw SetupError(65, "\(caFile) holds no certificates: name a PEM file")
        }
    }

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func complain(_ message: String) {
        FileHandle.standardError.write(Data("syncer: \(message)\n".utf8))
    }
}
