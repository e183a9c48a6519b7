/// The bytes of one message, written field by field.
struct MessageWriter {
    private(set) var body: [UInt8] = []

    mutating func add(_ bytes: some Sequence<UInt8>) { body.append(contentsOf: bytes) }
    mutating func add(_ number: Int32) { withUnsafeBytes(of: number.bigEndian) { body.append(contentsOf: $0) } }

    /// Text with a NUL behind it.
    mutating func add(text: String) {
        body.append(contentsOf: text.utf8)
        body.append(0)
    }

    /// The whole message.
    func message(_ kind: UInt8) -> [UInt8] {
        var bytes = [kind]
        withUnsafeBytes(of: Int32(body.count + 4).bigEndian) { bytes.append(contentsOf: $0) }
        return bytes + body
    }

    /// A message of that kind.
    static func message(_ kind: UInt8, _ fill: (inout MessageWriter) -> Void = { _ in }) -> [UInt8] {
        var writer = MessageWriter()
        fill(&writer)
        return writer.message(kind)
    }

    /// ErrorResponse: what the server would say before it closes the connection.
    static func fatal(_ problem: WireProblem) -> [UInt8] {
        message(BackendKind.errorResponse) { writer in
            for (field, text) in [("S", "FATAL"), ("V", "FATAL"), ("C", problem.sqlState), ("M", problem.message)] {
                writer.add(field.utf8)
                writer.add(text: text)
            }
            writer.add([0])
        }
    }
}
