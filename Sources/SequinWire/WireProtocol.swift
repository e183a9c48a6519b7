import OrderedCollections
public import Sequin

/// The HTTP APIs that Sequin has had. Facts are from its public source, and were not tried against a running Sequin.
public enum WireProtocol: String, CaseIterable, Hashable, Sendable {
    /// Pull consumers, 2024-11 and later.
    case httpPull = "http-pull"
    /// Streams, 2024-08.
    case streams
    /// API sync, 2023-12 to 2024.
    case apiSync = "api-sync"

    /// The paths of a consumer's calls, the one that clients use first: pull consumers have been called Sequin streams since
    /// 2025 (router.ex).
    public func paths(of call: WireCall, consumer: String) -> [String] {
        let usual = path(of: call, consumer: consumer)
        return self == .httpPull ? [usual, "/api/sequin_streams/\(consumer)/\(call.rawValue)"] : [usual]
    }

    /// The path of a consumer's calls; streams name theirs `stream/consumer`.
    public func path(of call: WireCall, consumer: String) -> String {
        switch self {
        case .httpPull: "/api/http_pull_consumers/\(consumer)/\(call.rawValue)"
        case .streams:
            "/api/streams/" + consumer.replacing("/", with: "/consumers/", maxReplacements: 1) + "/\(call.rawValue)"
        case .apiSync: "/v1/http-consumers/\(consumer)/" + (call == .receive ? "next" : call.rawValue)
        }
    }

    /// The body of a receive.
    ///
    /// - Parameter milliseconds: How long to wait for a first delivery; streams have no such wait.
    public func receiveBody(batchSize: Int, waitMilliseconds milliseconds: Int64) -> JSONValue {
        switch self {
        case .httpPull where milliseconds >= 500:
            .object(["max_batch_size": .integer(batchSize), "wait_for": .integer(min(milliseconds, 300_000))])
        case .httpPull: .object(["max_batch_size": .integer(batchSize)])
        case .streams: .object(["batch_size": .integer(batchSize)])
        case .apiSync: .object(["batch_size": .integer(batchSize), "wait_for": .integer(milliseconds)])
        }
    }

    /// The key of ack ids in the bodies of ack and nack.
    public var idsKey: String { self == .apiSync ? "ack_tokens" : "ack_ids" }

    /// The body of an ack or a nack.
    public func settleBody(_ ids: [AckID]) -> JSONValue {
        .object([idsKey: .array(ids.map { .string($0.rawValue) })])
    }
}

/// What a worker asks of a consumer.
public enum WireCall: String, CaseIterable, Hashable, Sendable {
    /// Takes deliveries.
    case receive
    /// Settles them.
    case ack
    /// Gives them back.
    case nack
}
