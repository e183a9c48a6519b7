public import OrderedCollections

/// What is asked of SQS. A call and its batch are one case: the call has one entry, whose id is empty.
public enum SQSCall: Hashable, Sendable {
    /// Messages.
    case receive(SQSReceive)
    /// To delete messages.
    case delete([SQSDeletion])
    /// To make messages visible again at another time.
    case changeVisibility([SQSVisibility])
    /// To send messages.
    case send([SQSOutgoing])
    /// A queue's address.
    case queueURL
    /// A queue's attributes, by name.
    case queueAttributes([String])
    /// To set attributes of a queue.
    case setQueueAttributes(OrderedDictionary<String, String>)
    /// To make a queue.
    case createQueue(OrderedDictionary<String, String>)
    /// To remove a queue.
    case deleteQueue
    /// To delete all messages of a queue.
    case purgeQueue
    /// The addresses of the queues whose names begin so.
    case listQueues(prefix: String)
}

/// What a receive asks for.
public struct SQSReceive: Hashable, Sendable {
    /// The most messages, from 1 to 10.
    public var maximum: Int
    /// How many seconds to wait for the first one; nil: as long as the queue says.
    public var wait: Int?
    /// For how many seconds to hide what is taken; nil: as long as the queue says.
    public var visibility: Int?
    /// The names of the system's attributes that are wanted.
    public var systemAttributes: Set<String>
    /// The names of the messages' own attributes that are wanted, or of groups of them: `prefix.*`.
    public var attributes: Set<String>

    /// Creates a receive.
    public init(
        maximum: Int = 1, wait: Int? = nil, visibility: Int? = nil, systemAttributes: Set<String> = [],
        attributes: Set<String> = []
    ) {
        self.maximum = maximum
        self.wait = wait
        self.visibility = visibility
        self.systemAttributes = systemAttributes
        self.attributes = attributes
    }

    func wants(systemAttribute name: String) -> Bool {
        systemAttributes.contains("All") || systemAttributes.contains(name)
    }

    func wants(attribute name: String) -> Bool {
        attributes.contains("All") || attributes.contains(name)
            || attributes.contains { $0.hasSuffix(".*") && name.hasPrefix($0.dropLast(2)) }
    }
}

/// A message to delete.
public struct SQSDeletion: Hashable, Sendable {
    /// The entry's id in its batch; empty outside of one.
    public var id: String
    /// The receipt handle.
    public var handle: String
}

/// A message that is to be visible again at another time.
public struct SQSVisibility: Hashable, Sendable {
    /// The entry's id in its batch; empty outside of one.
    public var id: String
    /// The receipt handle.
    public var handle: String
    /// In how many seconds from now.
    public var seconds: Int
}
