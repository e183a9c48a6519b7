@testable import BrokerWire

/// Requests as a client writes them.
enum Request {
    static func bytes(_ text: String) -> [UInt8] { Array(text.replacing("\n", with: "\r\n").utf8) }

    /// A POST to a pull consumer's call.
    static func post(_ call: String, _ body: String, headers: String = "", path: String? = nil) -> [UInt8] {
        bytes(
            """
            POST \(path ?? "/api/http_pull_consumers/orders/\(call)") HTTP/1.1
            Host: 127.0.0.1
            Authorization: Bearer secret
            Content-Type: application/json
            Content-Length: \(body.utf8.count)
            \(headers)

            """) + Array(body.utf8)
    }
}

extension BrokerConnection {
    static var fresh: BrokerConnection { BrokerConnection(BrokerSettings(token: "secret", consumer: "orders")) }
}

extension [BrokerAction] {
    /// What goes to the client, as text.
    var text: String {
        String(
            decoding: flatMap { if case .toClient(let bytes) = $0 { bytes } else { [UInt8]() } }, as: UTF8.self)
    }

    /// The status of the first answer.
    var status: Int? { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
}
