internal import OrderedCollections
internal import SQSWire
internal import Sequin
internal import SequinWire

/// SQS as a foreign worker meets it: one queue, whose messages are what the consumer hands out.
///
/// What a schedule decides is held; questions about the queue are answered at once.
struct SQSBroker: Sendable {
    /// A call that has been read.
    enum Reading {
        /// It waits for the answers to these, one after the other.
        case holds([BrokerRequest], SQSCallInProgress)
        /// It is answered at once.
        case answers(HTTPResponse)
        /// It is refused.
        case refuses(HTTPResponse, WireRefusal)
    }

    private let settings: BrokerSettings
    private let handles: SQSReceiptHandles

    init(_ settings: BrokerSettings) {
        self.settings = settings
        handles = SQSReceiptHandles(scope: settings.token)
    }

    /// Whether its name says that it is a FIFO queue.
    private var isFIFO: Bool { settings.consumer.hasSuffix(".fifo") }

    func read(_ request: HTTPRequest, id: String) -> Reading {
        let head = SQSHead(
            method: request.method, path: request.path, query: request.query.map { ($0.name, $0.value) },
            target: request["x-amz-target"], authorization: request["authorization"])
        do throws(SQSError) {
            try head.check(accessKey: settings.token)
            let call = try head.request(body: request.body)
            return try read(call, host: request["host"] ?? "127.0.0.1", id: id)
        } catch {
            let refusal = WireRefusal(
                status: error.status, summary: "\(error.code): \(error.message)", found: found(error))
            return .refuses(HTTPResponse(SQSResponse(error, head.wire, id: id)), refusal)
        }
    }

    /// What a request had in place of what it should.
    private func found(_ error: SQSError) -> String? {
        switch error {
        case .wrongKey: "its access key is another than AWS_ACCESS_KEY_ID"
        case .noQueue: "there is the queue '\(settings.consumer)', whose address is QUEUE_URL"
        default: nil
        }
    }

    private func read(_ request: SQSRequest, host: String, id: String) throws(SQSError) -> Reading {
        let url = "http://\(host)/\(BrokerSettings.account)/\(settings.consumer)"
        if case .listQueues(let prefix) = request.call {
            let answer = SQSAnswer.queueURLs(settings.consumer.hasPrefix(prefix) ? [url] : [])
            return .answers(HTTPResponse(SQSResponse(answer, to: request, id: id)))
        }
        guard request.queue == settings.consumer else { throw .noQueue }
        var call = SQSCallInProgress(request: request, id: id)
        switch request.call {
        case .receive(let receive):
            let wait = Duration.seconds(receive.wait ?? 0)
            return .holds([.receive(batchSize: receive.maximum, waitFor: wait)], call)
        case .delete(let entries):
            let ids = entries.compactMap { call.add($0.id, $0.handle, handles) }
            return pending(ids.isEmpty ? [] : [.ack(ids)], call)
        case .changeVisibility(let entries): return pending(call.add(entries, handles), call)
        case .queueURL: return .answers(HTTPResponse(SQSResponse(.queueURL(url), to: request, id: id)))
        case .queueAttributes(let names):
            let answer = SQSAnswer.attributes(try attributes(named: names))
            return .answers(HTTPResponse(SQSResponse(answer, to: request, id: id)))
        case .send, .setQueueAttributes, .createQueue, .deleteQueue, .purgeQueue, .listQueues:
            throw .unsupported("What is in this queue, and how it is set up, is a schedule's to decide.")
        }
    }

    private func pending(_ requests: [BrokerRequest], _ call: SQSCallInProgress) -> Reading {
        requests.isEmpty ? .answers(response(to: call)) : .holds(requests, call)
    }

    private func attributes(named names: [String]) throws(SQSError) -> OrderedDictionary<String, String> {
        var all: OrderedDictionary<String, String> = [
            "QueueArn": SQSAccount.arn(of: settings.consumer),
            "VisibilityTimeout": "\(settings.ackWait.components.seconds)", "DelaySeconds": "0",
            "MaximumMessageSize": "\(SQSLimits.bodyLength)", "ReceiveMessageWaitTimeSeconds": "0",
        ]
        if isFIFO { all.merge(["FifoQueue": "true", "ContentBasedDeduplication": "false"]) { $1 } }
        return try SQSAttributeNames.select(names, from: all)
    }

    // MARK: Answers

    /// The answer to a call of which all is answered.
    func response(to call: SQSCallInProgress) -> HTTPResponse {
        HTTPResponse(SQSResponse(.entries(call.entries), to: call.request, id: call.id))
    }

    /// The answer to a receive.
    func response(to call: SQSCallInProgress, _ deliveries: [Delivery]) -> HTTPResponse {
        HTTPResponse(SQSResponse(.messages(deliveries.map(message)), to: call.request, id: call.id))
    }

    /// The answer where the consumer cannot.
    func unavailable(_ call: SQSCallInProgress) -> HTTPResponse {
        HTTPResponse(SQSResponse(.unavailable, call.request.wire, id: call.id))
    }

    private func message(_ delivery: Delivery) -> SQSMessage {
        let record = delivery.record
        let id = delivery.messageID ?? "\(record.id)-\(record.updatedIdx)"
        var attributes: OrderedDictionary<String, String> = [
            "SenderId": "converge", "ApproximateReceiveCount": "\(delivery.deliverCount)",
            "SentTimestamp": "\(record.sentMilliseconds)",
        ]
        if isFIFO {
            let sequence = String(record.updatedIdx)
            attributes["MessageGroupId"] = record.id
            attributes["MessageDeduplicationId"] = id
            attributes["SequenceNumber"] = String(repeating: "0", count: max(0, 20 - sequence.count)) + sequence
        }
        return SQSMessage(
            id: id, handle: handles.handle(of: delivery.ackID.rawValue), body: record.messageBody,
            systemAttributes: attributes)
    }
}
