internal import OrderedCollections
internal import SQSWire
internal import Sequin
internal import SequinWire

/// An answer of HTTP/1.1.
struct HTTPResponse: Hashable, Sendable {
    var status: Int
    /// The headers, but for those that are about the connection and the body's length.
    var fields = [HTTPRequest.Field(name: "content-type", value: "application/json; charset=utf-8")]
    /// The body; empty where there is none.
    var body: [UInt8] = []

    /// What a client waits for that asks before it sends a body.
    static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// All of it, to be written at once: a client that got its head alone might wait for an acknowledgement.
    func bytes(keepsConnection: Bool) -> [UInt8] {
        var head = "HTTP/1.1 \(status) \(Self.reasons[status] ?? "Error")\r\n"
        if status != 204 {
            for field in fields { head += "\(field.name): \(field.value)\r\n" }
            head += "content-length: \(body.count)\r\n"
        }
        head += "connection: \(keepsConnection ? "keep-alive" : "close")\r\n\r\n"
        return Array(head.utf8) + body
    }

    private static let reasons = [
        200: "OK", 204: "No Content", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        413: "Content Too Large", 431: "Request Header Fields Too Large", 501: "Not Implemented",
        503: "Service Unavailable", 505: "HTTP Version Not Supported",
    ]
}

extension HTTPResponse {
    init(_ status: Int, _ value: JSONValue) { self.init(status: status, body: Array(value.text.utf8)) }

    init(_ refusal: WireRefusal) { self.init(refusal.status, refusal.body) }

    init(_ response: SQSResponse) {
        self.init(
            status: response.status, fields: response.fields.map { HTTPRequest.Field(name: $0.name, value: $0.value) },
            body: response.body)
    }
}
