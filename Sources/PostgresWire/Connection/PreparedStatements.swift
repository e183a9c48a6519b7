/// What the client has prepared and opened, by its names for them, so that an Execute can be told by its SQL.
struct PreparedStatements: Sendable {
    private var statements: [String: String] = [:]
    private var portals: [String: HeldStatement] = [:]
    /// Parses that the server has not confirmed, with what their names meant before.
    private var unconfirmed: [(name: String, before: String?)] = []

    /// The SQL of the statement, as far as it is known.
    func sql(ofStatement name: String) -> String { statements[name] ?? "" }

    /// What the portal runs. One that SQL has opened is a cursor.
    func statement(ofPortal name: String) -> HeldStatement { portals[name] ?? HeldStatement(sql: "fetch") }

    /// Takes in a Parse, a Bind or a Close that goes to the server.
    mutating func note(_ message: FrontendMessage) {
        var fields = MessageFields(ofMessage: message.bytes)
        switch message.kind {
        case FrontendKind.parse:
            guard let name = fields.text(), let sql = fields.text() else { return }
            unconfirmed.append((name, statements[name]))
            statements[name] = sql
        case FrontendKind.bind:
            guard let portal = fields.text(), let name = fields.text() else { return }
            portals[portal] = HeldStatement(sql: sql(ofStatement: name), parameters: Self.parameters(&fields))
        case FrontendKind.close:
            guard let kind = fields.byte(), let name = fields.text() else { return }
            if kind == UInt8(ascii: "S") { statements[name] = nil } else { portals[name] = nil }
        default: break
        }
    }

    /// The server has parsed the oldest statement of those that it had not.
    mutating func confirmParse() {
        if !unconfirmed.isEmpty { unconfirmed.removeFirst() }
    }

    /// The server has stopped at an error: what it has not parsed it never will.
    mutating func forgetUnconfirmed() {
        while let (name, before) = unconfirmed.popLast() { statements[name] = before }
    }

    /// The transaction has ended, and its portals with it.
    mutating func closePortals() { portals = [:] }

    private static func parameters(_ fields: inout MessageFields) -> [WireParameter] {
        guard let formatCount = fields.int16() else { return [] }
        var formats: [Bool] = []
        for _ in 0..<formatCount {
            guard let format = fields.int16() else { return [] }
            formats.append(format == 1)
        }
        guard let count = fields.int16() else { return [] }
        var parameters: [WireParameter] = []
        for index in 0..<count {
            guard let length = fields.int32() else { return parameters }
            // One format is for all of them, none at all is text.
            let isBinary = formats.count == 1 ? formats[0] : index < formats.count && formats[index]
            var bytes: [UInt8]?
            if length >= 0 {
                guard let value = fields.take(Int(length)) else { return parameters }
                bytes = Array(value)
            }
            parameters.append(WireParameter(bytes: bytes, isBinary: isBinary))
        }
        return parameters
    }
}
