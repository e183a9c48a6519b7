internal import Bits

/// A request of HTTP/1.1 or 1.0, whole.
struct HTTPRequest: Hashable, Sendable {
    /// A name and its value.
    struct Field: Hashable, Sendable {
        var name: String
        var value: String
    }

    var method: String
    /// The path as it came.
    var path: String
    /// What stands behind the path's question mark, decoded.
    var query: [Field]
    /// The headers, their names in lower case.
    var headers: [Field]
    var body: [UInt8] = []
    /// Whether the connection serves another request afterwards.
    var keepsConnection: Bool

    /// A header's value; nil unless it is there once.
    subscript(header: String) -> String? {
        let values = headers.filter { $0.name == header }
        return values.count == 1 ? values[0].value : nil
    }
}

extension HTTPRequest {
    /// Reads a head's lines, the request's first.
    init(lines: [String]) throws(HTTPFailure) {
        let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[0].utf8.allSatisfy(\.isTokenByte), !words[0].isEmpty else {
            throw .malformed("the first line is no request")
        }
        guard words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else { throw .version }
        method = String(words[0])
        guard let target = Self.target(words[1]) else { throw .malformed("the target is no path") }
        (path, query) = target
        headers = []
        for line in lines.dropFirst() { headers.append(try Field(line)) }
        let options: [String] = headers.filter { $0.name == "connection" }
            .flatMap { $0.value.lowercased().split { ", \t".contains($0) }.map(String.init) }
        keepsConnection = words[2] == "HTTP/1.1" ? !options.contains("close") : options.contains("keep-alive")
    }

    /// What a path of upstream's records has, `/SECRET/records/ID`; nil for any other path.
    var record: (secret: Substring, id: String)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].isEmpty, parts[2] == "records", !parts[3].isEmpty else { return nil }
        return (parts[1], FormText.decoded(parts[3], plusIsSpace: false))
    }

    /// Cuts a target into path and query. That of a proxy's request has the server's name in front.
    private static func target(_ text: Substring) -> (path: String, query: [Field])? {
        var text = text
        if let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) {
            text = text.dropFirst(scheme.count).drop { $0 != "/" }
        }
        guard text.hasPrefix("/") else { return nil }
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = parts.count > 1 ? FormText.fields(parts[1]).map { Field(name: $0.name, value: $0.value) } : []
        return (String(parts[0]), query)
    }
}

extension HTTPRequest.Field {
    /// Reads a header's line.
    init(_ line: String) throws(HTTPFailure) {
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw .malformed("a header has no colon") }
        let name = line[..<colon]
        guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenByte) else {
            throw .malformed("a header's name has characters that none has")
        }
        let value = line[line.utf8.index(after: colon)...].utf8
        guard value.allSatisfy({ $0 >= 0x20 || $0 == 0x09 }) else {
            throw .malformed("a header's value has characters that none has")
        }
        let trimmed = value.drop(while: \.isBlank).reversed().drop(while: \.isBlank).reversed()
        self.init(name: name.lowercased(), value: String(decoding: Array(trimmed), as: UTF8.self))
    }
}

extension UInt8 {
    /// Whether it may stand in a method or a header's name: RFC 9110, 5.6.2.
    fileprivate var isTokenByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }

    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
