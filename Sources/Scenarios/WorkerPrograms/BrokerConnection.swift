import OrderedCollections
import Processes
import Sequin

/// One connection of a program to the consumer: Sequin's HTTP API for pulling, one request at a time.
///
/// One thread uses it.
final class BrokerConnection {
    /// What a program asks of the consumer.
    enum Request {
        case receive(batchSize: Int)
        case ack([AckID])
        case nack([AckID])
    }

    /// The request that waits to be answered; nil if there is none.
    private(set) var held: Request?
    /// Called once the program has given up the request that waits.
    var withdraw: (() -> Void)?

    private let socket: LoopbackSocket
    private let token: String
    private var input: [UInt8] = []

    init(_ socket: LoopbackSocket, token: String) {
        self.socket = socket
        self.token = token
    }

    /// Whether the program has closed it, or is gone.
    var isOver: Bool { socket.isClosed }

    /// Takes in what has come from the program.
    ///
    /// - Returns: Whether anything had come.
    func pump() -> Bool {
        socket.flush()
        switch socket.read() {
        case .nothing: return false
        case .bytes(let bytes):
            input += bytes
            readRequests()
        case .end: lose()
        }
        return true
    }

    /// Takes the connection from the program, as a network does that loses it.
    func lose() {
        socket.close()
        held = nil
        withdraw?()
        withdraw = nil
    }

    /// Answers a receive.
    func answer(_ deliveries: [Delivery]) {
        respond(200, .object(["data": .array(deliveries.map(\.message))]))
    }

    /// Answers an ack or a nack.
    func answerDone() { respond(200, .object(["success": .bool(true)])) }

    private func respond(_ status: Int, _ body: JSONValue) {
        held = nil
        withdraw = nil
        let text = Array(body.text.utf8)
        let head =
            "HTTP/1.1 \(status) \(status == 200 ? "OK" : "Error")\r\ncontent-type: application/json; charset=utf-8\r\n"
            + "content-length: \(text.count)\r\n\r\n"
        socket.write(Array(head.utf8) + text)
        readRequests()
    }

    private func refuse(_ status: Int, _ summary: String) { respond(status, .object(["summary": .string(summary)])) }

    // MARK: Reading

    private func readRequests() {
        guard held == nil, let request = takeRequest() else { return }
        guard request.headers["authorization"] == "Bearer \(token)" else {
            return refuse(401, "Unauthorized: send the header `Authorization: Bearer TOKEN`")
        }
        let call = request.path.split(separator: "/").last ?? ""
        let body = (try? JSONValue(parsing: String(decoding: request.body, as: UTF8.self))) ?? .object([:])
        switch call {
        case "receive":
            let size = body["batch_size"] ?? body["max_batch_size"] ?? .integer(1)
            guard case .number(let digits) = size, let number = Int(digits), (1...1000).contains(number) else {
                return refuse(400, "Invalid `max_batch_size`")
            }
            held = .receive(batchSize: number)
        case "ack", "nack":
            guard case .array(let elements)? = body["ack_ids"] else { return refuse(400, "Invalid ack_ids") }
            let ids = elements.compactMap { if case .string(let text) = $0 { AckID(text) } else { nil } }
            held = call == "ack" ? .ack(ids) : .nack(ids)
        default: refuse(404, "Not found: No such route")
        }
    }

    private struct Parsed {
        var path: String
        var headers: [String: String]
        var body: [UInt8]
    }

    private func takeRequest() -> Parsed? {
        let end = Array("\r\n\r\n".utf8)
        guard let split = input.indices.first(where: { input[$0...].starts(with: end) }) else { return nil }
        let lines = String(decoding: input[..<split], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        let start = split + end.count
        guard input.count >= start + length else { return nil }
        let words = lines.first?.split(separator: " ") ?? []
        let body = Array(input[start..<start + length])
        input.removeFirst(start + length)
        return Parsed(path: words.count > 1 ? String(words[1]) : "", headers: headers, body: body)
    }
}

extension Delivery {
    /// As Sequin's API for pulling shows it.
    fileprivate var message: JSONValue {
        let record: JSONValue = .object([
            "id": .string(self.record.id), "collection_slug": .string(self.record.collectionSlug),
            "provider": .string(self.record.provider), "upstream_id": .string(self.record.upstreamID),
            "deleted": .bool(self.record.deleted), "updated_idx": .integer(self.record.updatedIdx),
            "sync": .object([
                "id": .string(self.record.sync.id),
                "external_id": self.record.sync.externalID.map(JSONValue.string) ?? .null,
                "metadata": self.record.sync.metadata,
            ]),
            "upstream_created_at": self.record.upstreamCreatedAt.map(JSONValue.string) ?? .null,
            "upstream_updated_at": self.record.upstreamUpdatedAt.map(JSONValue.string) ?? .null,
            "data": self.record.data,
        ])
        return .object([
            "ack_id": .string(ackID.rawValue),
            "data": .object(["record": record, "changes": .null, "action": .string("update"), "metadata": .null]),
        ])
    }
}
