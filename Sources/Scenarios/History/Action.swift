/// What can happen next in a world. A fault names its own actions, in `World/Faults`.
public struct Action: Hashable, Sendable, RawRepresentable {
    /// Its name.
    public let rawValue: String

    /// Names an action.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The API creates a record.
    public static let create = Action(rawValue: "create")
    /// The API changes a record.
    public static let update = Action(rawValue: "update")
    /// The API deletes a record.
    public static let delete = Action(rawValue: "delete")
    /// The API creates a record again that it had deleted.
    public static let recreate = Action(rawValue: "recreate")
    /// A worker's receive goes through.
    public static let receive = Action(rawValue: "receive")
    /// A worker's ack goes through.
    public static let ack = Action(rawValue: "ack")
    /// A worker's nack goes through.
    public static let nack = Action(rawValue: "nack")
    /// A worker sees a record as it is upstream.
    public static let fetch = Action(rawValue: "fetch")
    /// A worker's next SQL statement reaches the server.
    public static let statement = Action(rawValue: "statement")
    /// A statement that waits inside itself goes on.
    public static let goOn = Action(rawValue: "go-on")
    /// A worker replaces its lost connection.
    public static let reconnect = Action(rawValue: "reconnect")
    /// Time moves to the earliest timer or expiry.
    public static let clock = Action(rawValue: "clock")

    /// Whether it is a change of the API's own.
    var isUpstream: Bool { [.create, .update, .delete, .recreate].contains(self) }
}

extension Action: Codable {
    /// Reads the name.
    public init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }

    /// Writes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
