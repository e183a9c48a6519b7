package import OrderedCollections

/// Who a client says it is, and what it wants of its session.
package struct ClientStartup: Hashable, Sendable {
    /// The role.
    package var user: String
    /// The database; the role's name unless the client named one.
    package var database: String
    /// Settings that the client wants, such as `application_name`, by name, and `options` as it wrote them.
    package var settings: OrderedDictionary<String, String>

    /// Creates a start-up.
    package init(user: String, database: String, settings: OrderedDictionary<String, String> = [:]) {
        self.user = user
        self.database = database
        self.settings = settings
    }

    /// The settings as the value of libpq's `options`, with more of ours behind them, which win.
    package func options(adding ours: OrderedDictionary<String, String> = [:]) -> String {
        var words: [String] = []
        if let options = settings["options"] { words.append(options) }
        for (name, value) in Array(settings.filter { $0.key != "options" }.elements) + Array(ours.elements) {
            var word = ""
            for character in "\(name)=\(value)" {
                // The server cuts at white space, unless a backslash stands before it.
                if character.isWhitespace || character == "\\" { word.append("\\") }
                word.append(character)
            }
            words.append("-c \(word)")
        }
        return words.joined(separator: " ")
    }
}

/// The server's side of a connection, as the client is told of it.
package struct OpenedServer: Hashable, Sendable {
    /// What the server reports of its settings (`server_version`, `client_encoding` …), in the order to tell them.
    package var parameters: OrderedDictionary<String, String>
    /// The key that the client gets for cancelling; under protocol 3.0 only the first 4 bytes of its secret.
    package var key: BackendKey
    /// The server's real process, whose number is replaced by the key's in what the client is told of notifications.
    package var processID: Int32

    /// Creates a description.
    package init(parameters: OrderedDictionary<String, String>, key: BackendKey, processID: Int32) {
        self.parameters = parameters
        self.key = key
        self.processID = processID
    }
}
