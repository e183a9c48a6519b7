import FakeSQS
import HTTPTypes
import Hummingbird
import NIOCore
import SQSWire
import ServiceLifecycle
import Synchronization

/// SQS's API, in both of its protocols.
struct SQSRoutes {
    let queues: ServedQueues
    /// The access key; nil where any will do.
    let token: String?
    let bodyLimit: Int
    /// Whether addresses begin with `https`.
    let isSecure: Bool
    private let count = Counter()

    /// How many requests there were.
    private final class Counter: Sendable {
        private let count = Atomic(0)
        func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
    }

    func add(to router: Router<ServerContext>) {
        router.post("/") { request, context in try await answer(request, context) }
        for method in [HTTPRequest.Method.post, .get] {
            router.on("/\(SQSQueues.account)/:queue", method: method) { request, context in
                try await answer(request, context)
            }
        }
    }

    @Sendable private func answer(_ request: Request, _ context: ServerContext) async throws -> Response {
        var request = request
        let body = try await request.collectBody(upTo: bodyLimit)
        let digits = String(count.next(), radix: 16)
        let id = "00000000-0000-4000-8000-" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
        let head = SQSHead(
            method: request.method.rawValue, path: request.uri.path,
            query: request.uri.queryParameters.map { (String($0.key), String($0.value)) },
            target: HTTPField.Name("X-Amz-Target").flatMap { request.headers[$0] },
            authorization: request.headers[.authorization])
        let call: SQSRequest
        do throws(SQSError) {
            if let token { try head.check(accessKey: token) }
            call = try head.request(body: Array(body.readableBytesView))
        } catch {
            return Response(SQSResponse(error, head.wire, id: id))
        }
        let base = "\(isSecure ? "https" : "http")://\(request.head.authority ?? "127.0.0.1")"
        guard await queues.waits(for: call) else {
            return Response(SQSResponse(try await queues.answer(call, base: base), to: call, id: id))
        }
        // Watching the client takes its connection, which serves no further request.
        let answer = try await request.body.consumeWithCancellationOnInboundClose { _ in
            try await poll(call, base: base)
        }
        var response = Response(SQSResponse(answer, to: call, id: id))
        response.headers[.connection] = "close"
        return response
    }

    /// Waits for messages; a server that is shutting down answers that there are none.
    private func poll(_ call: SQSRequest, base: String) async throws -> SQSAnswer {
        do {
            return try await cancelWhenGracefulShutdown { try await queues.answer(call, base: base) }
        } catch is CancellationError where Task.isShuttingDownGracefully && !Task.isCancelled {
            return .messages([])
        }
    }
}

extension Response {
    fileprivate init(_ response: SQSResponse) {
        var headers = HTTPFields()
        for field in response.fields {
            if let name = HTTPField.Name(field.name) { headers[name] = field.value }
        }
        self.init(
            status: .init(code: response.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: response.body)))
    }
}
