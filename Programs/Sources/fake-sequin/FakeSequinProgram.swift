public import ArgumentParser
public import FakeSequin
public import FakeSequinServer
public import Logging

/// `fake-sequin`: a Sequin consumer behind Sequin's own HTTP APIs, for tests of workers in any language.
struct FakeSequinProgram: ParsableArguments {
    static let configuration = CommandConfiguration(
        commandName: "fake-sequin",
        abstract: "A Sequin consumer for tests, behind Sequin's HTTP APIs, and queues behind SQS's.",
        discussion: """
            Workers pull from /api/http_pull_consumers/CONSUMER/receive and its like, or are clients of SQS with the \
            token as their access key; tests drive it through /control; people look at /. Exit codes: 64 usage, 65 a broken file, 69 the address is taken, 0 when it was stopped.
            """)

    @Option(help: "The address to listen on; anything but loopback can be reached by others.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 takes a free one.")
    var port = 7376

    @Option(help: "The bearer token; also from FAKE_SEQUIN_TOKEN. Without, one is made up and printed.")
    var token: String?

    @Flag(help: "Want no token, as Sequin's clients for JavaScript and Python send none; over loopback only.")
    var noToken = false

    @Option(help: "The names of its consumers.")
    var consumer = ["default"]

    @Option(help: "What they imitate: \(ConsumerKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind = ConsumerKind.fenced

    @Option(help: "After how many seconds without an ack a delivery is handed out again.")
    var ackWait = 30.0

    @Option(help: "How many slots may be in flight.")
    var maxAckPending = 10_000

    @Option(help: "After how many deliveries a record is set aside; for ever unless given.")
    var maxDeliver: Int?

    @Option(help: "The names of queues of SQS; one that ends in .fifo is a FIFO queue. CreateQueue makes more.")
    var queue: [String] = []

    @Flag(help: "Have queues that are no FIFO queues hand out messages in any order.")
    var shuffle = false

    @Option(help: "What moves its clock: real, or stepped by POST /control/clock/advance.")
    var clock = SteppableClock.Mode.real

    @Option(help: "A file of changes to publish: JSON lines such as {\"kind\": \"create\", \"record\": 0}, or records.")
    var load: String?

    @Option(help: "Where versions of made-up records start.")
    var sequenceStart: Int64 = 1

    @Flag(help: "Make up awkward values: quotes, nulls, large numbers.")
    var awkward = false

    @Option(help: "The longest request body, in bytes.")
    var bodyLimit = 8_000_000

    @Option(help: "A certificate chain in PEM, to speak TLS.")
    var tlsCertificate: String?

    @Option(help: "Its private key in PEM.")
    var tlsKey: String?

    @Option(help: "What to log on stderr: \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
    var logLevel = Logger.Level.notice

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
        guard ackWait > 0, ackWait <= 86_400 else { throw ValidationError("--ack-wait is above 0, and a day at most.") }
        guard maxAckPending > 0, maxDeliver ?? 1 > 0, bodyLimit > 0 else {
            throw ValidationError("--max-ack-pending, --max-deliver and --body-limit start at 1.")
        }
        guard token != "" else { throw ValidationError("--token must not be empty.") }
        if noToken {
            guard token == nil else { throw ValidationError("--token and --no-token exclude each other.") }
            guard ServerSettings(host: host, token: nil).isLoopback else {
                throw ValidationError("--no-token is for loopback: leave --host out, or give a token.")
            }
        }
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key go together.")
        }
    }

    var consumerConfiguration: ConsumerConfiguration {
        ConsumerConfiguration(
            kind: kind, ackWait: .milliseconds(Int64(ackWait * 1000)), maxAckPending: maxAckPending,
            maxDeliver: maxDeliver)
    }
}

extension ConsumerKind: @retroactive ExpressibleByArgument {}
extension SteppableClock.Mode: ExpressibleByArgument {}
extension Logger.Level: @retroactive ExpressibleByArgument {}
