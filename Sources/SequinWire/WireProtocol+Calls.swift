import FoundationEssentials
import OrderedCollections
public import Sequin

extension WireProtocol {
    /// How many deliveries a receive asks for at most.
    ///
    /// - Throws: ``WireRefusal``.
    public func batchSize(_ parameters: WireParameters) throws(WireRefusal) -> Int {
        // The older name wins, as in Sequin; streams know no other.
        let names = self == .streams ? ["batch_size"] : ["batch_size", "max_batch_size"]
        guard let name = names.first(where: { parameters[$0] != nil }) else { return 1 }
        guard let size = parameters.integer(name), (1...1000).contains(size) else {
            let usual = self == .httpPull ? "max_batch_size" : "batch_size"
            throw .badRequest(
                "Invalid `\(usual)`. `\(usual)` must be an integer between 1 and 1000.", found: parameters.found(name))
        }
        return size
    }

    /// How long a receive waits for a first delivery.
    ///
    /// - Throws: ``WireRefusal``.
    public func wait(_ parameters: WireParameters) throws(WireRefusal) -> Duration {
        guard let value = parameters["wait_for"] else { return .zero }
        if self == .streams {
            throw .badRequest(
                "This endpoint doesn't support the `wait_for` param at the moment. Please ask the Sequin team for help.",
                found: parameters.found("wait_for"))
        }
        if self == .httpPull {
            switch value {
            case .number, .string: break
            default: return .zero
            }
        }
        guard let wait = WireParameters.duration(value) else {
            throw .badRequest(
                "Invalid `wait_for`. When using duration strings, format must be like '60s', '5m', or '1000ms'.",
                found: parameters.found("wait_for"))
        }
        let least = self == .httpPull ? Duration.milliseconds(500) : .zero
        guard wait >= least, wait <= .seconds(300) else {
            throw .badRequest(
                "Invalid `wait_for`. Must be between \(self == .httpPull ? 500 : 0) and 300,000 milliseconds, "
                    + "or use duration format like '60s', '5m', '1000ms'.", found: parameters.found("wait_for"))
        }
        return wait
    }

    /// The ack ids of an ack or a nack to a consumer; of those that it has not given out, ids that mean nothing.
    ///
    /// - Throws: ``WireRefusal`` unless there is a list of UUIDs.
    public func ackIDs(_ parameters: WireParameters, consumer: Int) throws(WireRefusal) -> [AckID] {
        let problem = WireRefusal.badRequest(
            "Invalid \(idsKey). Must send a top-level `\(idsKey)` property that is a non-empty list of valid UUID strings",
            found: parameters.found(idsKey))
        guard case .array(let elements)? = parameters[idsKey], !elements.isEmpty else { throw problem }
        var ids: [AckID] = []
        for element in elements {
            guard case .string(let text) = element, let id = WireAckID.ackID(text, consumer: consumer) else {
                throw problem
            }
            ids.append(id)
        }
        return ids
    }

    /// The answer to a receive; `info` is what API sync says of the consumer.
    public func answer(_ messages: [JSONValue], info: JSONValue? = nil) -> JSONValue {
        var answer: JSONValue = .object(["data": .array(messages)])
        if self == .apiSync, let info { answer = .object(["data": .array(messages), "info": info]) }
        return answer
    }

    /// The answer to an ack or a nack; nil for none but its status, 204.
    public var settledAnswer: JSONValue? { self == .apiSync ? nil : .object(["success": .bool(true)]) }

    /// What a receive's answer says of a delivery besides the record.
    ///
    /// - Parameters:
    ///   - stream: The name of the stream, for `streams`.
    ///   - consumer: The consumer's id and name.
    public func metadata(
        of delivery: Delivery, stream: String, consumer: (id: String, name: String), database: String
    ) -> JSONValue {
        let record = delivery.record
        switch self {
        case .apiSync: return .object([:])
        case .streams: return .object(["stream_id": .string(stream)])
        case .httpPull:
            return .object([
                "table_schema": .string(record.provider),
                "table_name": .string(String(record.collectionSlug.drop { $0 != ":" }.dropFirst())),
                "commit_timestamp": JSONValue(record.upstreamUpdatedAt), "commit_lsn": .integer(record.updatedIdx),
                "commit_idx": .integer(0), "database_name": .string(database), "transaction_annotations": .null,
                // Base64 of LSN and index (processor.ex).
                "idempotency_key": .string(Data("\(record.updatedIdx):0".utf8).base64EncodedString()),
                "record_pks": .array([.string(record.id)]), "enrichment": .null,
                "consumer": .object([
                    "id": .string(consumer.id), "name": .string(consumer.name), "annotations": .object([:]),
                ]),
                "database": .object([
                    "id": .string("00000000-0000-4000-a000-000000000001"), "name": .string(database),
                    "annotations": .object([:]), "database": .string(database), "hostname": .string("localhost"),
                ]),
            ])
        }
    }
}
