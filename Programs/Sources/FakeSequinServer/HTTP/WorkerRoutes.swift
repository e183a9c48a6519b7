import FakeSequin
import HTTPTypes
import Hummingbird
import OrderedCollections
import Sequin
import SequinWire

/// Sequin's routes for workers, in each of the three APIs that it has had.
struct WorkerRoutes {
    let broker: Broker
    let bodyLimit: Int

    private var calls: Calls { Calls(broker: broker) }

    func add(to group: RouterGroup<ServerContext>) {
        for method in [HTTPRequest.Method.post, .get] {
            group.on("/api/http_pull_consumers/:consumer/receive", method: method) { request, context in
                try await receive(.httpPull, request, context)
            }
            group.on("/api/streams/:stream/consumers/:consumer/receive", method: method) { request, context in
                try await receive(.streams, request, context)
            }
            group.on("/v1/http-consumers/:consumer/next", method: method) { request, context in
                try await receive(.apiSync, request, context)
            }
        }
        for call in [WireCall.ack, .nack] {
            group.post("/api/http_pull_consumers/:consumer/\(call.rawValue)") { request, context in
                try await settle(call, .httpPull, request, context)
            }
            group.post("/api/streams/:stream/consumers/:consumer/\(call.rawValue)") { request, context in
                try await settle(call, .streams, request, context)
            }
            group.post("/v1/http-consumers/:consumer/\(call.rawValue)") { request, context in
                try await settle(call, .apiSync, request, context)
            }
        }
        group.post("/api/streams/:stream/messages") { request, context in
            try await publish(request, context)
        }
    }

    // MARK: Receive

    @Sendable private func receive(
        _ wire: WireProtocol, _ request: Request, _ context: ServerContext
    ) async throws -> Response {
        var request = request
        let parameters = try await RequestParameters(&request, limit: bodyLimit)
        let consumer = try await consumer(context)
        let (deliveries, endsConnection) = try await calls.receive(
            consumer, batchSize: try batchSize(wire, parameters), wait: try wait(wire, parameters), request: request,
            context: context)
        let messages = deliveries.map { wire.message($0, metadata: metadata(wire, of: $0, for: consumer)) }
        var answer: OrderedDictionary<String, JSONValue> = ["data": .array(messages)]
        if wire == .apiSync {
            let (slots, inFlight) = await consumer.sequin.inspect { ($0.slotCount, $0.inFlightCount) }
            answer["info"] = .object([
                "num_pending": .integer(slots - inFlight), "num_ack_pending": .integer(inFlight),
            ])
        }
        var response = Response.json(.object(answer))
        if endsConnection { response.headers[.connection] = "close" }
        return response
    }

    private func batchSize(_ wire: WireProtocol, _ parameters: RequestParameters) throws -> Int {
        // The older name wins, as in Sequin.
        guard let name = ["batch_size", "max_batch_size"].first(where: { parameters[$0] != nil }) else { return 1 }
        guard let size = parameters.integer(name), (1...1000).contains(size) else {
            let name = wire == .httpPull ? "max_batch_size" : "batch_size"
            throw APIError.badRequest("Invalid `\(name)`. `\(name)` must be an integer between 1 and 1000.")
        }
        return size
    }

    private func wait(_ wire: WireProtocol, _ parameters: RequestParameters) throws -> Duration {
        guard wire != .streams, let value = parameters["wait_for"] else { return .zero }
        guard let wait = RequestParameters.duration(value) else {
            throw APIError.badRequest(
                "Invalid `wait_for`. When using duration strings, format must be like '60s', '5m', or '1000ms'.")
        }
        let least = wire == .httpPull ? Duration.milliseconds(500) : .zero
        guard wait >= least, wait <= .seconds(300) else {
            throw APIError.badRequest(
                "Invalid `wait_for`. Must be between \(least.milliseconds) and 300,000 milliseconds, "
                    + "or use duration format like '60s', '5m', '1000ms'.")
        }
        return wait
    }

    private func metadata(_ wire: WireProtocol, of delivery: Delivery, for consumer: ServedConsumer) -> JSONValue {
        let record = delivery.record
        switch wire {
        case .apiSync: return .object([:])
        case .streams: return .object(["stream_id": .string(broker.stream)])
        case .httpPull:
            return .object([
                "table_schema": .string(record.provider),
                "table_name": .string(String(record.collectionSlug.drop { $0 != ":" }.dropFirst())),
                "commit_timestamp": JSONValue(record.upstreamUpdatedAt), "commit_lsn": .integer(record.updatedIdx),
                "commit_idx": .integer(0), "idempotency_key": .string("\(record.updatedIdx):0"),
                "consumer": .object(["id": .string(consumer.id), "name": .string(consumer.name)]),
                "database": .object(["name": .string("fake-sequin")]),
            ])
        }
    }

    // MARK: Ack, nack

    @Sendable private func settle(
        _ call: WireCall, _ wire: WireProtocol, _ request: Request, _ context: ServerContext
    ) async throws -> Response {
        var request = request
        let parameters = try await RequestParameters(&request, limit: bodyLimit)
        let consumer = try await consumer(context)
        let ids = try ackIDs(parameters[wire.idsKey], key: wire.idsKey, of: consumer)
        if call == .ack {
            try await calls.ack(ids, of: consumer, context: context)
        } else {
            try await calls.nack(ids, of: consumer, context: context)
        }
        return wire == .apiSync ? Response(status: .noContent) : .json(.object(["success": .bool(true)]))
    }

    private func ackIDs(_ value: JSONValue?, key: String, of consumer: ServedConsumer) throws -> [AckID] {
        let problem = APIError.badRequest(
            "Invalid \(key). Must send a top-level `\(key)` property that is a non-empty list of valid UUID strings")
        guard case .array(let elements)? = value, !elements.isEmpty else { throw problem }
        return try elements.map {
            guard case .string(let text) = $0, let id = WireAckID.ackID(text, consumer: consumer.number) else {
                throw problem
            }
            return id
        }
    }

    // MARK: Streams

    @Sendable private func publish(_ request: Request, _ context: ServerContext) async throws -> Response {
        var request = request
        let parameters = try await RequestParameters(&request, limit: bodyLimit)
        guard context.parameters.get("stream") == broker.stream else { throw APIError.noStream }
        guard case .array(let elements)? = parameters["messages"] else {
            throw APIError.badRequest("Missing or invalid messages")
        }
        let messages = try elements.map { element in
            guard case .string(let key)? = element["key"], case .string(let data)? = element["data"] else {
                throw APIError.badRequest("Invalid message format")
            }
            return (key: key, data: data)
        }
        let count = await broker.publishMessages(messages)
        return .json(.object(["data": .object(["published": .integer(count)])]))
    }

    private func consumer(_ context: ServerContext) async throws -> ServedConsumer {
        if let stream = context.parameters.get("stream"), stream != broker.stream { throw APIError.noStream }
        guard let name = context.parameters.get("consumer"), let consumer = await broker.consumer(name) else {
            throw APIError.noConsumer
        }
        return consumer
    }
}
