public import ArgumentParser
public import Logging
public import SequinWire

/// `syncer`: writes what a Sequin consumer hands out to Postgres, as a strategy folder says.
struct SyncerProgram: ParsableArguments {
    static let configuration = CommandConfiguration(
        commandName: "syncer",
        abstract: "Writes what a Sequin consumer hands out to Postgres, as a strategy folder says.",
        discussion: """
            The folder is the one that 'converge verify' judges; its SQL goes to the server to the letter. SIGTERM and \
            SIGINT let workers finish what they hold. Exit codes: 64 usage, 65 a broken strategy or a table that does \
            not suit it, 69 no usable Postgres or a port that is taken, 0 when it was stopped.
            """)

    @Argument(help: "The strategy's folder.")
    var strategy: String

    @Option(help: "The database, also from DATABASE_URL; libpq's sslmode and its like go into the URL.")
    var databaseURL: String?

    @Option(help: "Scheme, host and port of Sequin, such as https://sequin.example.com.")
    var consumerURL: String?

    @Option(help: "The consumer's name or id; stream/consumer for --api streams.")
    var consumer = "default"

    @Option(help: "Which of Sequin's APIs to speak: \(WireProtocol.allCases.map(\.rawValue).joined(separator: ", ")).")
    var api = WireProtocol.httpPull

    @Option(help: "A file that holds the bearer token; otherwise SEQUIN_TOKEN.")
    var tokenFile: String?

    @Option(help: "Certificates in PEM to trust besides the system's.")
    var caFile: String?

    @Option(help: "The consumer's own ack_wait, in seconds: no API tells it.")
    var ackWait = 30.0

    @Option(help: "Instead of --consumer-url, a fake in this process that publishes this file of changes.")
    var fake: String?

    @Flag(help: "End once the fake's consumer holds nothing any more.")
    var untilDrained = false

    @Option(help: "How many workers, each with a session of its own.")
    var workers = 2

    @Option(help: "How many deliveries a worker takes at once; 500 with a batch.sql, 10 without.")
    var batchSize: Int?

    @Option(help: "A hard timeout as a fraction of ackWait, from before a receive is sent; 'none' for none.")
    var deadline = DeadlineOption(fraction: 0.75)

    @Option(help: "How many seconds to wait for a database that is still starting.")
    var wait = 0.0

    @Option(help: "How many seconds workers have to finish what they hold.")
    var grace = 10.0

    @Option(help: "The port for Prometheus to read /metrics from; 0 takes a free one. None unless given.")
    var metricsPort: Int?

    @Option(help: "The address for that port.")
    var metricsHost = "127.0.0.1"

    @Option(help: "What to log on stderr: \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
    var logLevel = Logger.Level.notice

    @Flag(help: "Check the configuration and the table, and end.")
    var check = false

    func validate() throws {
        guard (1...256).contains(workers) else { throw ValidationError("--workers is 1 to 256.") }
        guard (1...1000).contains(batchSize ?? 1) else { throw ValidationError("--batch-size is 1 to 1000.") }
        guard ackWait > 0, ackWait <= 86_400 else { throw ValidationError("--ack-wait is above 0, and a day at most.") }
        guard wait >= 0, grace >= 0, wait <= 86_400, grace <= 86_400 else {
            throw ValidationError("--wait and --grace are 0 to 86400 seconds.")
        }
        guard (0...65_535).contains(metricsPort ?? 0) else { throw ValidationError("--metrics-port is 0 to 65535.") }
        guard (consumerURL == nil) != (fake == nil) else {
            throw ValidationError("Give --consumer-url, or --fake, one of them.")
        }
        guard !untilDrained || fake != nil else { throw ValidationError("--until-drained goes with --fake.") }
        if let consumerURL { try Self.check(url: consumerURL) }
        guard !consumer.isEmpty, api != .streams || consumer.split(separator: "/").count == 2 else {
            throw ValidationError("--consumer reads stream/consumer with --api streams.")
        }
    }

    private static func check(url: String) throws {
        guard let scheme = url.firstRange(of: "://"), ["http", "https"].contains(url[..<scheme.lowerBound]),
            !url[scheme.upperBound...].isEmpty
        else { throw ValidationError("--consumer-url reads https://host:port.") }
        guard !url.contains("@"), !url.contains("?"), !url.contains("#") else {
            throw ValidationError("--consumer-url holds no user, query or fragment; the token comes from SEQUIN_TOKEN.")
        }
    }
}

/// A fraction above 0 and up to 1, or none.
struct DeadlineOption: ExpressibleByArgument {
    var fraction: Double?

    init(fraction: Double?) { self.fraction = fraction }

    init?(argument: String) {
        if argument == "none" {
            fraction = nil
        } else if let number = Double(argument), number > 0, number <= 1 {
            fraction = number
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { fraction.map { "\($0)" } ?? "none" }
}

extension WireProtocol: @retroactive ExpressibleByArgument {}
extension Logger.Level: @retroactive ExpressibleByArgument {}
