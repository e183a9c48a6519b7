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
    let tokenCheck: TokenCheck

    private var calls: Calls { Calls(broker: broker) }

    func add(to group: RouterGroup<ServerContext>) {
        for wire in WireProtocol.allCases {
            let consumer = wire.placeholders
            for path in wire.paths(of: .receive, consumer: consumer) {
                for method in [HTTPRequest.Method.post, .get] {
                    group.on(RouterPath(path), method: method) { request, context in
                        try await receive(wire, request, context)
                    }
                }
            }
            for call in [WireCall.ack, .nack] {
                for path in wire.paths(of: call, consumer: consumer) {
                    group.post(RouterPath(path)) { request, context in
                        try await settle(call, wire, request, context)
                    }
                }
            }
        }
        group.post("/api/streams/:stream/messages") { request, context in
            try await publish(request, context)
        }
    }

    /// What comes first in Sequin, in its order: the body, the token, the body's type, the consumer.
    private func open(
        _ wire: WireProtocol, _ request: inout Request, _ context: ServerContext
    ) async throws -> (parameters: WireParameters, consumer: ServedConsumer) {
        let parameters = try await WireParameters(&request, limit: bodyLimit)
        try tokenCheck.check(request, wire)
        if let stream = context.parameters.get("stream"), stream != broker.stream { throw WireRefusal.noStream }
        let consumer = await broker.consumer(context.parameters.get("consumer") ?? "")
        // What a body is said to be was not looked at in 2024-11.
        if wire == .httpPull, consumer?.sequin.configuration.kind != .sequinRecords {
            try WireRoute.checkType(request.headers[.contentType], method: request.method.rawValue)
        }
        guard let consumer else { throw WireRefusal.noConsumer }
        return (parameters, consumer)
    }

    // MARK: Receive

    @Sendable private func receive(
        _ wire: WireProtocol, _ request: Request, _ context: ServerContext
    ) async throws -> Response {
        var request = request
        let (parameters, consumer) = try await open(wire, &request, context)
        let (deliveries, endsConnection) = try await calls.receive(
            consumer, batchSize: try wire.batchSize(parameters), wait: try wire.wait(parameters), request: request,
            context: context)
        let messages = deliveries.map { delivery in
            let metadata = wire.metadata(
                of: delivery, stream: broker.stream, consumer: (consumer.id, consumer.name), database: "fake-sequin")
            return wire.message(
                delivery, metadata: metadata, isRecordAlone: consumer.sequin.configuration.kind == .sequinRecords)
        }
        let (slots, inFlight) = await consumer.sequin.inspect { ($0.slotCount, $0.inFlightCount) }
        let info = JSONValue.object([
            "num_pending": .integer(slots - inFlight), "num_ack_pending": .integer(inFlight),
        ])
        var response = Response.json(wire.answer(messages, info: info))
        if endsConnection { response.headers[.connection] = "close" }
        return response
    }

    // MARK: Ack, nack

    @Sendable private func settle(
        _ call: WireCall, _ wire: WireProtocol, _ request: Request, _ context: ServerContext
    ) async throws -> Response {
        var request = request
        let (parameters, consumer) = try await open(wire, &request, context)
        let ids = try wire.ackIDs(parameters, consumer: consumer.number)
        if call == .ack {
            try await calls.ack(ids, of: consumer, context: context)
        } else {
            try await calls.nack(ids, of: consumer, context: context)
        }
        return wire.settledAnswer.map { .json($0) } ?? Response(status: .noContent)
    }

    // MARK: Streams

    @Sendable private func publish(_ request: Request, _ context: ServerContext) async throws -> Response {
        var request = request
        let parameters = try await WireParameters(&request, limit: bodyLimit)
        try tokenCheck.check(request, .streams)
        guard context.parameters.get("stream") == broker.stream else { throw WireRefusal.noStream }
        guard case .array(let elements)? = parameters["messages"] else {
            throw APIError.badRequest("Missing or invalid messages")
        }
        let messages = try elements.map { element in
            guard case .string(let key)? = element["key"], case .string(let data)? = element["data"] else {
                throw APIError.badRequest("Invalid message format")
            }
            return (key: key, data: data)
        }
        for message in messages.reversed() {
            if let problem = MessageKey.problem(of: message.key) {
                throw APIError.badRequest("Invalid key format: \(problem)")
            }
        }
        // One statement writes them all, and Postgres lets it write a row but once.
        guard Set(messages.map(\.key)).count == messages.count else { throw WireRefusal.internalError }
        let count = await broker.publishMessages(messages)
        return .json(.object(["data": .object(["published": .integer(count)])]))
    }
}
