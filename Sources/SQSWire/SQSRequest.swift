internal import Bits
internal import OrderedCollections
internal import Sequin

/// A call as it has come.
public struct SQSRequest: Hashable, Sendable {
    /// What was called.
    public var action: SQSAction
    /// How, and so how it is answered.
    public var wire: SQSProtocol
    /// The name of the queue; empty where the call is about none.
    public var queue: String
    /// What is asked.
    public var call: SQSCall

    /// Creates a call.
    ///
    /// - Parameters:
    ///   - action: What is called.
    ///   - wire: How.
    ///   - queue: The name of the queue.
    ///   - call: What is asked.
    public init(action: SQSAction, wire: SQSProtocol, queue: String, call: SQSCall) {
        self.action = action
        self.wire = wire
        self.queue = queue
        self.call = call
    }

    /// Whether the call is a batch.
    public var isBatch: Bool { action.rawValue.hasSuffix("Batch") }
}

/// What SQS looks at of a request of HTTP.
public struct SQSHead: Sendable {
    /// The method.
    public var method: String
    /// The path, without its query.
    public var path: String
    /// What stands behind the path's question mark, decoded.
    public var query: [(name: String, value: String)]
    /// The header `X-Amz-Target`.
    public var target: String?
    /// The header `Authorization`.
    public var authorization: String?

    /// Creates one.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path, without its query.
    ///   - query: What stands behind the path's question mark, decoded.
    ///   - target: The header `X-Amz-Target`.
    ///   - authorization: The header `Authorization`.
    public init(
        method: String, path: String, query: [(name: String, value: String)], target: String?, authorization: String?
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.target = target
        self.authorization = authorization
    }

    /// How the client wants to be answered, also where its call cannot be read.
    public var wire: SQSProtocol { target == nil ? .query : .json }

    private static let service = "AmazonSQS."

    /// Checks the access key that a request is signed with. The signature itself is not looked at.
    ///
    /// - Throws: ``SQSError``.
    public func check(accessKey: String) throws(SQSError) {
        guard let sent = credential else { throw .noSignature }
        guard Array(accessKey.utf8).isSecret(sent.utf8) else { throw .wrongKey }
    }

    private var credential: Substring? {
        let scoped: String
        if let authorization {
            guard let start = authorization.firstRange(of: "Credential=") else { return nil }
            scoped = String(authorization[start.upperBound...].prefix { $0 != "," })
        } else if let parameter = query.first(where: { $0.name == "X-Amz-Credential" }) {
            scoped = parameter.value
        } else {
            return nil
        }
        // Behind the key stand the day, the region, the service and a word.
        let slashes = scoped.indices.filter { scoped[$0] == "/" }
        return slashes.count >= 4 ? scoped[..<slashes[slashes.count - 4]] : nil
    }

    /// Reads the call.
    ///
    /// - Throws: ``SQSError``.
    public func request(body: [UInt8]) throws(SQSError) -> SQSRequest {
        let (action, object) = if let target { try json(target, body) } else { try form(body) }
        let parameters = SQSParameters(object, wire)
        return SQSRequest(
            action: action, wire: wire, queue: try queue(action, parameters),
            call: try SQSCall(action, parameters))
    }

    private func json(_ target: String, _ body: [UInt8]) throws(SQSError) -> (SQSAction, JSONValue) {
        guard target.hasPrefix(Self.service),
            let action = SQSAction(rawValue: String(target.dropFirst(Self.service.count)))
        else { throw .unknownAction(String(target.prefix(80))) }
        guard let text = String(validating: body, as: UTF8.self),
            let value = try? JSONValue(parsing: text.isEmpty ? "{}" : text),
            case .object = value
        else { throw .malformed("The body is no JSON object") }
        return (action, value)
    }

    private func form(_ body: [UInt8]) throws(SQSError) -> (SQSAction, JSONValue) {
        guard let text = String(validating: body, as: UTF8.self) else { throw .malformed("The body is not UTF-8") }
        let form = QueryForm(query + FormText.fields(text.filter { $0 != "\r" && $0 != "\n" && $0 != "\r\n" }))
        guard let name = form["Action"] else { throw .missingAction }
        guard let action = SQSAction(rawValue: name) else { throw .unknownAction(String(name.prefix(80))) }
        return (action, form.parameters(of: action))
    }

    /// The queue's name: the end of its address, whatever host that names.
    private func queue(_ action: SQSAction, _ parameters: SQSParameters) throws(SQSError) -> String {
        switch action {
        case .listQueues: return ""
        case .createQueue, .getQueueURL: return try parameters.string("QueueName")
        default:
            // In the query protocol the address may be where the request has gone.
            let given = try parameters.optionalString("QueueUrl") ?? (wire == .query && path != "/" ? path : "")
            guard let name = given.split(separator: "/").last else { throw .missing("QueueUrl") }
            return String(name)
        }
    }
}
