public import OrderedCollections
public import Sequin

/// A message as a receive hands it out.
public struct SQSMessage: Hashable, Sendable {
    /// Its id.
    public var id: String
    /// What it is deleted by.
    public var handle: String
    /// The text.
    public var body: String
    /// What the system says of it, by name.
    public var systemAttributes: OrderedDictionary<String, String>
    /// Its own attributes by name, as the JSON protocol has them.
    public var attributes: OrderedDictionary<String, JSONValue>

    /// Creates a message.
    public init(
        id: String, handle: String, body: String, systemAttributes: OrderedDictionary<String, String> = [:],
        attributes: OrderedDictionary<String, JSONValue> = [:]
    ) {
        self.id = id
        self.handle = handle
        self.body = body
        self.systemAttributes = systemAttributes
        self.attributes = attributes
    }

    /// As the answer to a receive has it.
    func value(for receive: SQSReceive) -> JSONValue {
        var members: OrderedDictionary<String, JSONValue> = [
            "MessageId": .string(id), "ReceiptHandle": .string(handle),
            "MD5OfBody": .string(MD5.hexadecimal(body.utf8)), "Body": .string(body),
        ]
        let system = systemAttributes.filter { receive.wants(systemAttribute: $0.key) }
        if !system.isEmpty { members["Attributes"] = .object(system.mapValues(JSONValue.string)) }
        let own = attributes.filter { receive.wants(attribute: $0.key) }
        if !own.isEmpty {
            members["MD5OfMessageAttributes"] = .string(MD5.hexadecimal(ofAttributes: own))
            members["MessageAttributes"] = .object(own)
        }
        return .object(members)
    }
}
