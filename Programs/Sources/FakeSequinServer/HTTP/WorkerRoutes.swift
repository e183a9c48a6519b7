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
        for wire in WireProtocol.allCases {
            let consumer = wire.placeholders
            for method in [HTTPRequest.Method.post, .get] {
                group.on(RouterPath(wire.path(of: .receive, consumer: consumer)), method: method) { request, context in
                    try await receive(wire, request, context)
                }
            }
            for call in [WireCall.ack, .nack] {
                group.post(RouterPath(wire.path(of: call, consumer: consumer))) { request, context in
                    try await settle(call, wire, request, context)
                }
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
        let parameters = try await WireParameters(&request, limit: bodyLimit)
        let consumer = try await consumer(context)
        let (deliveries, endsConnection) = try await calls.receive(
            consumer, batchSize: try wire.batchSize(parameters), wait: try wire.wait(parameters), request: request,
            context: context)
        let messages = deliveries.map { delivery in
            let metadata = wire.metadata(
                of: delivery, stream: broker.stream, consumer: (consumer.id, consumer.name), database: "fake-sequin")
            return wire.message(delivery, metadata: metadata)
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
        let parameters = try await WireParameters(&request, limit: bodyLimit)
        let consumer = try await consumer(context)
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
        let count = await broker.publishMessages(messages)
        return .json(.object(["data": .object(["published": .integer(count)])]))
    }

    private func consumer(_ context: ServerContext) async throws -> ServedConsumer {
        if let stream = context.parameters.get("stream"), stream != broker.stream { throw WireRefusal.noStream }
        guard let name = context.parameters.get("consumer"), let consumer = await broker.consumer(name) else {
            throw WireRefusal.noConsumer
        }
        return consumer
    }
}
