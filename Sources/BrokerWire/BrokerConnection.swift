internal import SQSWire
package import Sequin
internal import SequinWire

/// What a foreign worker asks of the consumer.
package enum BrokerRequest: Hashable, Sendable {
    /// Deliveries, so many at most, for the first of which it waits so long.
    case receive(batchSize: Int, waitFor: Duration)
    /// To settle deliveries.
    case ack([AckID])
    /// To give deliveries back.
    case nack([AckID])
    /// To see a record as it is upstream, by its id.
    case fetch(String)
    /// To end deliveries' time so much later than now.
    case extend([AckID], by: Duration)

    /// Whether it asks for deliveries.
    package var isReceive: Bool { if case .receive = self { true } else { false } }
}

/// What a foreign worker is told.
package enum BrokerAnswer: Hashable, Sendable {
    /// Of a receive: the deliveries, or none.
    case deliveries([Delivery])
    /// Of an ack or a nack: that it is done.
    case settled
    /// The same, but for these, which the consumer would not have: their time is over.
    case refused([AckID])
    /// Of a fetch: the record as it is upstream; nil where there is none.
    case record(Record?)
    /// Of any: that the consumer cannot, as when it is down for a while.
    case unavailable
}

/// What a ``BrokerConnection`` wants done. Actions are performed in the order in which they are returned.
package enum BrokerAction: Hashable, Sendable {
    /// Write these bytes to the client.
    case toClient([UInt8])
    /// A request waits for ``BrokerConnection/answer(_:)``. There is at most one at a time.
    case holds(BrokerRequest)
    /// The client has gone, and with it the request that was held.
    case drops(BrokerRequest)
    /// A request was refused; what it is answered follows.
    case refuses(RefusedRequest)
    /// Close the client's socket once everything has been written.
    case closesClient
}

/// Which API a broker speaks.
package enum BrokerAPI: Sendable {
    /// Sequin's HTTP APIs for pulling.
    case sequin
    /// SQS's, in both of its protocols.
    case sqs
}

/// How a broker is reached.
package struct BrokerSettings: Sendable {
    /// What it speaks.
    package var api: BrokerAPI
    /// What every request must bring; this run's own.
    package var token: String
    /// The consumer's name, as its paths have it; of SQS the queue's.
    package var consumer: String
    /// How long a delivery may be out, where the API tells that.
    package var ackWait: Duration
    /// The longest body, in bytes; Sequin's own by default.
    package var bodyLimit = 8_000_000

    /// The account that a queue of SQS belongs to.
    package static let account = SQSAccount.number

    /// Creates settings.
    ///
    /// - Parameters:
    ///   - api: What it speaks.
    ///   - token: What every request must bring.
    ///   - consumer: The consumer's name.
    ///   - ackWait: How long a delivery may be out.
    package init(_ api: BrokerAPI = .sequin, token: String, consumer: String, ackWait: Duration = .seconds(60)) {
        self.api = api
        self.token = token
        self.consumer = consumer
        self.ackWait = ackWait
    }
}

/// One connection of a foreign worker to its consumer: an API over HTTP, as a state machine between bytes and requests.
///
/// It has no socket, no clock and no scheduler. Its owner hands in what has come, performs the ``BrokerAction``s that are
/// returned, and answers the request that is held whenever the schedule says. What is wrong with a request is answered
/// at once, in the words of the API. A client's next request waits for the answer to the one before.
package struct BrokerConnection: Sendable {
    private let settings: BrokerSettings
    private let token: BearerToken
    private var reader: HTTPReader
    private var isClosed = false
    private var actions: [BrokerAction] = []
    private var open: (request: BrokerRequest, call: Call, keepsConnection: Bool)?
    private let sqs: SQSBroker
    /// How many requests of SQS have been read.
    private var count = 0

    /// What waits for an answer, in the terms of its API.
    private enum Call {
        case sequin(WireProtocol)
        case sqs(SQSCallInProgress, rest: ArraySlice<BrokerRequest>)
    }

    /// The number of the only consumer, in the ids of its deliveries.
    private static let number = 1

    /// Starts with a client that has connected and said nothing yet.
    package init(_ settings: BrokerSettings) {
        self.settings = settings
        token = BearerToken(settings.token)
        reader = HTTPReader(bodyLimit: settings.bodyLimit)
        sqs = SQSBroker(settings)
    }

    /// The request that waits to be answered.
    package var held: BrokerRequest? { open?.request }

    /// Whether the client is in the middle of sending a request.
    package var isInsideRequest: Bool { !isClosed && open == nil && reader.isInsideRequest }

    /// Whether the owner should read from the client. False while there is more than enough to do for it.
    package var readsClient: Bool { open == nil || reader.count <= settings.bodyLimit }

    /// Takes what the client has sent.
    package mutating func fromClient(_ bytes: [UInt8]) -> [BrokerAction] {
        guard !isClosed else { return [] }
        reader.add(bytes)
        return performing { $0.advance() }
    }

    /// Answers the request that is held. Without one it does nothing.
    package mutating func answer(_ answer: BrokerAnswer) -> [BrokerAction] {
        guard let (_, call, keepsConnection) = open else { return [] }
        open = nil
        return performing { connection in
            switch call {
            case .sequin(let wire):
                connection.tell(connection.response(to: answer, wire), keepsConnection: keepsConnection)
            case .sqs(let call, let rest):
                connection.answer(call, answer, rest: rest, keepsConnection: keepsConnection)
            }
            connection.advance()
        }
    }

    /// Answers a part of a call of SQS, and the call if it was the last.
    private mutating func answer(
        _ call: SQSCallInProgress, _ answer: BrokerAnswer, rest: ArraySlice<BrokerRequest>, keepsConnection: Bool
    ) {
        var call = call
        switch answer {
        case .deliveries(let deliveries):
            return tell(sqs.response(to: call, deliveries), keepsConnection: keepsConnection)
        case .unavailable: return tell(sqs.unavailable(call), keepsConnection: keepsConnection)
        case .refused(let ids): call.refuse(ids)
        // A record is no answer of SQS's.
        case .settled, .record: break
        }
        guard let next = rest.first else { return tell(sqs.response(to: call), keepsConnection: keepsConnection) }
        hold(next, .sqs(call, rest: rest.dropFirst()), keepsConnection: keepsConnection)
    }

    private mutating func hold(_ request: BrokerRequest, _ call: Call, keepsConnection: Bool) {
        open = (request, call, keepsConnection)
        actions.append(.holds(request))
    }

    /// The client's socket has ended, or has been taken from it.
    package mutating func clientClosed() -> [BrokerAction] {
        isClosed = true
        defer { open = nil }
        return open.map { [.drops($0.request)] } ?? []
    }

    private mutating func performing(_ body: (inout BrokerConnection) -> Void) -> [BrokerAction] {
        body(&self)
        defer { actions = [] }
        return actions
    }

    private mutating func advance() {
        while open == nil, !isClosed {
            do throws(HTTPFailure) {
                guard let request = try reader.next() else { break }
                take(request)
            } catch {
                return refuse(nil, error.refusal, keepsConnection: false)
            }
        }
        if open == nil, !isClosed, reader.takeContinue() { actions.append(.toClient(HTTPResponse.goOn)) }
    }

    private mutating func take(_ request: HTTPRequest) {
        if settings.api == .sqs, request.record == nil { return takeSQS(request) }
        do throws(WireRefusal) {
            let (call, wire) = try understand(request)
            hold(call, .sequin(wire), keepsConnection: request.keepsConnection)
        } catch {
            refuse(request, error, keepsConnection: request.keepsConnection)
        }
    }

    private mutating func takeSQS(_ request: HTTPRequest) {
        count += 1
        let keepsConnection = request.keepsConnection
        switch sqs.read(request, id: "00000000-0000-4000-8000-" + WireAckID.hex(count, 12)) {
        case .holds(let requests, let call):
            hold(requests[0], .sqs(call, rest: requests.dropFirst()), keepsConnection: keepsConnection)
        case .answers(let response): tell(response, keepsConnection: keepsConnection)
        case .refuses(let response, let refusal):
            // 403 answers a key that is not this run's.
            actions.append(.refuses(RefusedRequest(request, refusal, hasToken: refusal.status != 403)))
            tell(response, keepsConnection: keepsConnection)
        }
    }

    private mutating func refuse(_ request: HTTPRequest?, _ refusal: WireRefusal, keepsConnection: Bool) {
        let hasToken = request.map { token.isIn($0["authorization"]) } ?? false
        actions.append(.refuses(RefusedRequest(request, refusal, hasToken: hasToken)))
        tell(HTTPResponse(refusal), keepsConnection: keepsConnection)
    }

    private func understand(_ request: HTTPRequest) throws(WireRefusal) -> (BrokerRequest, WireProtocol) {
        // Upstream is another service, to which its clients send no token of ours: its address has it instead.
        if let (secret, id) = request.record, token.matches(secret) {
            guard request.method == "GET" else { throw .noRoute.but("this path takes GET") }
            return (.fetch(id), .httpPull)
        }
        let query = request.query.map { (name: $0.name, value: $0.value) }
        let type = request["content-type"]
        let parameters = try WireParameters(query: query, type: type, body: request.body)
        guard let route = WireRoute(method: request.method, path: request.path) else {
            let takesPost = WireRoute(method: "POST", path: request.path) != nil
            let paths = "POST to \(WireProtocol.httpPull.path(of: .receive, consumer: settings.consumer)), ack or nack"
            throw .noRoute.but(takesPost ? "this path takes POST" : "what there is: \(paths)")
        }
        let authorization = request["authorization"]
        guard token.isIn(authorization) else {
            throw .unauthorized.but(
                authorization == nil ? "it has no such header" : "its token is another than SEQUIN_TOKEN")
        }
        if route.wire == .httpPull { try WireRoute.checkType(type, method: request.method) }
        guard route.consumer == settings.consumer else {
            throw .noConsumer.but("SEQUIN_CONSUMER is '\(settings.consumer)'")
        }
        let wire = route.wire
        switch route.call {
        case .receive:
            return (
                .receive(batchSize: try wire.batchSize(parameters), waitFor: try wire.wait(parameters)), wire
            )
        case .ack: return (.ack(try wire.ackIDs(parameters, consumer: Self.number)), wire)
        case .nack: return (.nack(try wire.ackIDs(parameters, consumer: Self.number)), wire)
        }
    }

    private mutating func tell(_ response: HTTPResponse, keepsConnection: Bool) {
        actions.append(.toClient(response.bytes(keepsConnection: keepsConnection)))
        guard !keepsConnection else { return }
        isClosed = true
        actions.append(.closesClient)
    }

    private func response(to answer: BrokerAnswer, _ wire: WireProtocol) -> HTTPResponse {
        switch answer {
        case .deliveries(let deliveries): HTTPResponse(200, wire.answer(deliveries.map { message($0, wire) }))
        case .record(let record?): HTTPResponse(200, record.wireObject)
        case .record(nil): HTTPResponse(WireRefusal(status: 404, summary: "Not found: No such record"))
        case .settled, .refused: wire.settledAnswer.map { HTTPResponse(200, $0) } ?? HTTPResponse(status: 204)
        case .unavailable:
            HTTPResponse(WireRefusal(status: 503, summary: "Service unavailable"))
        }
    }

    private func message(_ delivery: Delivery, _ wire: WireProtocol) -> JSONValue {
        let consumer = (id: WebhookMessage.consumer, name: settings.consumer)
        let metadata = wire.metadata(of: delivery, stream: "default", consumer: consumer, database: "converge")
        var named = delivery
        named.ackID = AckID(WireAckID.text(delivery.ackID, consumer: Self.number))
        return wire.message(named, metadata: metadata)
    }
}
