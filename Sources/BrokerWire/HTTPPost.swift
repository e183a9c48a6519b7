/// A POST of HTTP/1.1, on a connection of its own.
package struct HTTPPost: Hashable, Sendable {
    /// Where it goes to: a path, and what stands behind it.
    package var path: String
    /// A name and a value each, besides those that every POST has.
    package var headers: [(name: String, value: String)] {
        get { fields.map { ($0.name, $0.value) } }
        set { fields = newValue.map { HTTPRequest.Field(name: $0.name, value: $0.value) } }
    }
    /// JSON.
    package var body: [UInt8]
    private var fields: [HTTPRequest.Field] = []

    /// Creates a POST without headers of its own.
    package init(path: String, body: [UInt8]) {
        self.path = path
        self.body = body
    }

    /// All of it, as it is sent to a port of this machine.
    package func bytes(port: UInt16) -> [UInt8] {
        var head = "POST \(path) HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\nuser-agent: converge\r\n"
        head += "content-type: application/json\r\ncontent-length: \(body.count)\r\n"
        for field in fields { head += "\(field.name): \(field.value)\r\n" }
        return Array((head + "connection: close\r\n\r\n").utf8) + body
    }
}
