internal import CLibpq

/// Which server and database to connect to, and how: libpq's connection parameters, or a URL and parameters that
/// override parts of it.
///
/// Its description masks passwords, so it may be printed.
public struct ConnectionTarget: Hashable, Sendable, CustomStringConvertible {
    /// A `postgresql://` URL or a string of keywords and values, if there is one.
    public var url: String?
    /// libpq's parameter keywords (`host`, `port`, `user`, `dbname`, `options`, `application_name`,
    /// `connect_timeout` in seconds…). They win over the URL.
    public var parameters: [String: String]

    /// Names a server by keywords and values.
    public init(parameters: [String: String]) {
        self.parameters = parameters
    }

    /// Names a server by URL.
    ///
    /// - Throws: SQLSTATE 08001 for a URL that libpq does not understand.
    public init(url: String, overriding parameters: [String: String] = [:]) throws(PostgresError) {
        self.url = url
        self.parameters = parameters
        var problem: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &problem) else {
            let text = problem.map { String(cString: $0) } ?? "out of memory"
            PQfreemem(problem)
            // libpq quotes what it could not read, and that may be a password.
            let reason = text.split(separator: "\"").first.map(String.init) ?? ""
            throw PostgresError(
                sqlState: .unableToConnect,
                message: "the connection URL cannot be read: \(reason.trimming { $0 == ":" || $0.isWhitespace })")
        }
        PQconninfoFree(options)
    }

    /// The same server, another database.
    public func database(_ name: String) -> ConnectionTarget {
        var copy = self
        copy.parameters["dbname"] = name
        return copy
    }

    /// Whether the URL or the parameters name a value for a keyword of libpq.
    public func names(_ keyword: String) -> Bool { settings[keyword] != nil }

    /// Whether the server is reached over a network: a host is named that is neither a socket's directory nor loopback.
    public var isRemote: Bool {
        guard let host = settings["host"] ?? settings["hostaddr"], !host.isEmpty else { return false }
        return !host.split(separator: ",").allSatisfy { host in
            host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1" || host.hasPrefix("127.")
        }
    }

    private var settings: [String: String] {
        var settings = url.map(Self.parse) ?? [:]
        settings.merge(parameters) { $1 }
        return settings
    }

    /// The parameters, the URL's among them, in the order of their names; passwords are `***`.
    public var description: String {
        settings.sorted { $0.key < $1.key }
            .map { $0.key.hasSuffix("password") ? "\($0.key)=***" : "\($0.key)=\($0.value)" }
            .joined(separator: " ")
    }

    /// Keywords and values as one argument of psql: which server, role and database; never a password.
    public var conninfo: String {
        var shown = url.map(Self.parse) ?? [:]
        shown.merge(parameters) { $1 }
        return ["host", "hostaddr", "port", "user", "dbname", "sslmode", "sslrootcert", "service"].compactMap { key in
            shown[key].map { value in
                let isPlain = !value.isEmpty && !value.contains { $0.isWhitespace || $0 == "'" || $0 == "\\" }
                let escaped = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
                return "\(key)=\(isPlain ? value : "'\(escaped)'")"
            }
        }.joined(separator: " ")
    }

    /// Keywords and values in the order in which libpq must see them.
    var keywordsAndValues: [(keyword: String, value: String)] {
        // The first dbname may be a URL; a later one overrides the database in it.
        (url.map { [("dbname", $0)] } ?? [])
            + parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            + [("client_encoding", "UTF8")]
    }

    private static func parse(_ url: String) -> [String: String] {
        guard let options = PQconninfoParse(url, nil) else { return [:] }
        defer { PQconninfoFree(options) }
        return settings(options)
    }

    static func settings(_ options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var settings: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { settings[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return settings
    }
}

extension StringProtocol {
    func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        let head = drop(while: isTrimmed)
        guard let last = head.lastIndex(where: { !isTrimmed($0) }) else { return "" }
        return String(head[...last])
    }
}
