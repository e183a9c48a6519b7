import FakeSequin
import HTTPTypes
import Hummingbird
import OrderedCollections
import Sequin
import SequinWire

/// The routes of a test that drives the server: what to publish, which consumers there are, time, and faults.
struct ControlRoutes {
    let broker: Broker
    let bodyLimit: Int

    func add(to group: RouterGroup<ServerContext>) {
        let control = group.group("/control")
        control.post("/publish") { request, _ in try await publish(request) }
        control.get("/records") { _, _ -> Response in
            Response.json(.object(["records": .array(await broker.records.map(\.wireObject))]))
        }
        control.get("/state") { request, _ -> Response in
            Response.json(await broker.description(slots: WireParameters.slots(of: request)))
        }
        control.put("/clock") { request, _ in try await setClock(request) }
        control.post("/clock/advance") { request, _ in try await advance(request) }
        control.get("/consumers/:consumer") { request, context -> Response in
            Response.json(
                await broker.description(of: try await consumer(context), slots: WireParameters.slots(of: request)))
        }
        control.put("/consumers/:consumer") { request, context in try await makeConsumer(request, context) }
        control.delete("/consumers/:consumer") { _, context in
            guard await broker.removeConsumer(try await consumer(context).name) else { throw WireRefusal.noConsumer }
            return Response(status: .noContent)
        }
        control.post("/consumers/:consumer/faults") { request, context in try await plan(request, context) }
        control.delete("/consumers/:consumer/faults") { _, context in
            try await consumer(context).clearFaults()
            return Response(status: .noContent)
        }
        control.post("/consumers/:consumer/expire") { request, context in try await expire(request, context) }
    }

    private func consumer(_ context: ServerContext) async throws -> ServedConsumer {
        guard let name = context.parameters.get("consumer"), let consumer = await broker.consumer(name) else {
            throw WireRefusal.noConsumer
        }
        return consumer
    }

    // MARK: What there is to deliver

    @Sendable private func publish(_ request: Request) async throws -> Response {
        var request = request
        let parameters = try await WireParameters(&request, limit: bodyLimit, isJSON: true)
        var publications: [Publication] = []
        for key in ["changes", "records"] {
            guard let value = parameters[key] else { continue }
            guard case .array(let elements) = value else { throw APIError.invalid(key, "is no array") }
            for (index, element) in elements.enumerated() {
                do {
                    publications.append(try Publication(element, at: "\(key)[\(index)]"))
                } catch {
                    throw APIError.invalid(key, error.description)
                }
            }
        }
        guard !publications.isEmpty else {
            throw APIError.invalid("changes", "is missing, and so is `records`: send one of them, not empty")
        }
        let (count, failure) = await broker.publish(publications)
        if let failure {
            throw APIError.invalid("changes", "\(failure) The \(count) before it were published.")
        }
        return .json(.object(["published": .integer(count)]))
    }

    // MARK: Consumers

    @Sendable private func makeConsumer(_ request: Request, _ context: ServerContext) async throws -> Response {
        var request = request
        let parameters = try await WireParameters(&request, limit: bodyLimit, isJSON: true)
        let name = context.parameters.get("consumer") ?? ""
        let isNew = await broker.makeConsumer(name, try ConsumerConfiguration(parameters))
        return .json(
            await broker.description(of: try await consumer(context), slots: 0), status: isNew ? .created : .ok)
    }

    // MARK: Time and faults

    @Sendable private func setClock(_ request: Request) async throws -> Response {
        var request = request
        let parameters = try await WireParameters(&request, limit: bodyLimit, isJSON: true)
        guard case .string(let text)? = parameters["mode"], let mode = SteppableClock.Mode(rawValue: text) else {
            throw APIError.invalid("mode", "is neither real nor stepped")
        }
        broker.clock.setMode(mode)
        return .json(broker.clock.json)
    }

    @Sendable private func advance(_ request: Request) async throws -> Response {
        var request = request
        let parameters = try await WireParameters(&request, limit: bodyLimit, isJSON: true)
        guard let span = WireParameters.duration(parameters["by"]) else {
            throw APIError.invalid("by", "is no span of time such as 1500, '60s', '5m' or '1000ms'")
        }
        guard broker.clock.advance(by: span) else {
            throw APIError(
                status: .conflict, summary: "The clock follows real time: set its mode to stepped first")
        }
        return .json(broker.clock.json)
    }

    @Sendable private func plan(_ request: Request, _ context: ServerContext) async throws -> Response {
        var request = request
        let parameters = try await WireParameters(&request, limit: bodyLimit, isJSON: true)
        let consumer = try await consumer(context)
        consumer.plan(try PlannedFault(parameters))
        return .json(.object(["planned": .array(consumer.planned.map(\.json))]))
    }

    @Sendable private func expire(_ request: Request, _ context: ServerContext) async throws -> Response {
        var request = request
        let parameters = try await WireParameters(&request, limit: bodyLimit, isJSON: true)
        var record: String?
        if let value = parameters["record_id"] {
            guard case .string(let id) = value else { throw APIError.invalid("record_id", "is no string") }
            record = id
        }
        let count = try await consumer(context).sequin.expire(record)
        return .json(.object(["expired": .integer(count)]))
    }
}

extension WireParameters {
    /// How many slots of each consumer to show; 100 unless the query says otherwise.
    static func slots(of request: Request) -> Int {
        request.uri.queryParameters.get("slots", as: Int.self).map { max(0, $0) } ?? 100
    }
}
