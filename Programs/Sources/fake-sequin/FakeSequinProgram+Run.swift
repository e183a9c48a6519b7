import ArgumentParser
import FakeSQS
import FakeSequin
import FakeSequinServer
import Foundation
import Logging
import NIOSSL
import ServiceLifecycle
import UnixSignals

/// Ends the program with a status and a sentence.
private struct Stop: Error {
    var status: Int32
    var message: String
}

extension FakeSequinProgram {
    /// Runs the program.
    ///
    /// - Returns: Its exit code.
    static func run(_ arguments: [String]) async -> Int32 {
        do {
            let program: FakeSequinProgram
            do {
                program = try parse(arguments)
            } catch  where exitCode(for: error).isSuccess {
                print(fullMessage(for: error))
                return 0
            } catch {
                let line = message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
                throw Stop(status: 64, message: "\(line) See 'fake-sequin --help'.")
            }
            try await program.serve()
            return 0
        } catch let stop as Stop {
            complain(stop.message)
            return stop.status
        } catch {
            complain("internal error: \(error)")
            return 70
        }
    }

    private func serve() async throws {
        var logger = Logger(label: "fake-sequin", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = logLevel
        let given = token ?? ProcessInfo.processInfo.environment["FAKE_SEQUIN_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        let token = noToken ? nil : given ?? Self.madeUpToken()
        let broker = Broker(
            clock: SteppableClock(clock),
            upstream: UpstreamOptions(sequenceStart: SequenceStart(sequenceStart), isPlain: !awkward),
            queues: SQSQueues(shuffles: shuffle, epoch: Int64(Date().timeIntervalSince1970 * 1000)))
        for name in queue {
            if let problem = await broker.queues.makeQueue(name) {
                throw Stop(status: 64, message: "--queue \(name): \(problem)")
            }
        }
        for name in consumer { await broker.makeConsumer(name, consumerConfiguration) }
        if let load {
            do {
                let count = try await broker.load(file: load)
                logger.notice("loaded", metadata: ["file": "\(load)", "versions": "\(count)"])
            } catch let error as ChangeFileError {
                throw Stop(status: 65, message: "\(error).")
            }
        }
        let settings = ServerSettings(host: host, port: port, token: token, bodyLimit: bodyLimit, tls: try tls())
        let server = try FakeSequinServer(broker, settings, logger: logger) { [self, logger] port in
            if !settings.isLoopback {
                logger.warning(
                    "listens beyond loopback: any client that reaches it and has the token controls it",
                    metadata: ["host": "\(host)"])
            }
            // Only a token of our own making is printed: one that was given is known.
            let suffix = given == nil ? token.map { "#token=\($0)" } ?? "" : ""
            print("fake-sequin listens on \(tlsKey == nil ? "http" : "https")://\(host):\(port)/\(suffix)")
            fflush(nil)
        }
        do {
            try await ServiceGroup(
                configuration: .init(
                    services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                    gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            ).run()
        } catch  where "\(error)".contains("bind(") || "\(error)".contains("UnknownHost") {
            throw Stop(
                status: 69,
                message: "cannot listen on \(host):\(port): \(Self.reason(error)): choose another --port or --host.")
        }
    }

    private func tls() throws -> TLSConfiguration? {
        guard let tlsCertificate, let tlsKey else { return nil }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(tlsCertificate).map {
                NIOSSLCertificateSource.certificate($0)
            }
            return .makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: tlsKey, format: .pem)))
        } catch {
            throw Stop(
                status: 65, message: "the certificate or its key cannot be used: name PEM files that belong together.")
        }
    }

    private static func madeUpToken() -> String {
        (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
    }

    private static func reason(_ error: any Error) -> String {
        "\(error)".contains("Address already in use") || "\(error)".contains("errno: 98")
            ? "it is taken"
            : "\(error)".contains("errno: 13") ? "it is not allowed" : "it is no address of this machine"
    }

    private static func complain(_ message: String) {
        FileHandle.standardError.write(Data("fake-sequin: \(message)\n".utf8))
    }
}
