public import OrderedCollections
public import Sequin

/// What a call is answered with.
public enum SQSAnswer: Hashable, Sendable {
    /// Of a receive: the messages, or none.
    case messages([SQSMessage])
    /// Of a call with entries: what came of each.
    case entries([SQSEntryAnswer])
    /// Of a question for a queue's address, and of the making of a queue.
    case queueURL(String)
    /// Of a question for attributes.
    case attributes(OrderedDictionary<String, String>)
    /// Of a question for all queues: their addresses.
    case queueURLs([String])
    /// Of all others: that it is done.
    case done
    /// Of any: that it is not.
    case error(SQSError)
}

/// What came of an entry.
public struct SQSEntryAnswer: Hashable, Sendable {
    /// Its id in the batch; empty outside of one.
    public var id: String
    /// What is told of it; nothing, where it was to be deleted.
    public var members: OrderedDictionary<String, JSONValue>
    /// Why it was not done.
    public var error: SQSError?

    /// What was done.
    public init(id: String, members: OrderedDictionary<String, JSONValue> = [:]) {
        self.id = id
        self.members = members
    }

    /// What was not.
    public init(id: String, error: SQSError) {
        self.id = id
        self.error = error
        members = [:]
    }

    /// A message that was sent.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - messageID: The id that it got.
    ///   - sequence: Its number in a FIFO queue; nil in another.
    public init(sent message: SQSOutgoing, messageID: String, sequence: String?) {
        self.init(
            id: message.id,
            members: [
                "MessageId": .string(messageID), "MD5OfMessageBody": .string(MD5.hexadecimal(message.body.utf8)),
            ])
        if !message.attributes.isEmpty {
            members["MD5OfMessageAttributes"] = .string(MD5.hexadecimal(ofAttributes: message.attributes))
        }
        if let sequence { members["SequenceNumber"] = .string(sequence) }
    }
}

extension SQSAnswer {
    /// The members of a call's answer, as the JSON protocol has them.
    func members(for request: SQSRequest) throws(SQSError) -> OrderedDictionary<String, JSONValue> {
        switch self {
        case .messages(let messages):
            guard case .receive(let receive) = request.call, !messages.isEmpty else { return [:] }
            return ["Messages": .array(messages.map { $0.value(for: receive) })]
        case .entries(let entries):
            if request.isBatch {
                return [
                    "Successful": .array(entries.filter { $0.error == nil }.map(\.value)),
                    "Failed": .array(entries.filter { $0.error != nil }.map(\.value)),
                ]
            }
            if let error = entries.first?.error { throw error }
            return entries.first?.members ?? [:]
        case .queueURL(let url): return ["QueueUrl": .string(url)]
        case .attributes(let attributes):
            return attributes.isEmpty ? [:] : ["Attributes": .object(attributes.mapValues(JSONValue.string))]
        case .queueURLs(let urls): return urls.isEmpty ? [:] : ["QueueUrls": .array(urls.map(JSONValue.string))]
        case .done: return [:]
        case .error(let error): throw error
        }
    }
}

extension SQSEntryAnswer {
    fileprivate var value: JSONValue {
        var members: OrderedDictionary<String, JSONValue> = ["Id": .string(id)]
        if let error {
            members["SenderFault"] = .bool(error.isSenderFault)
            members["Code"] = .string(error.code)
            members["Message"] = .string(error.message)
        } else {
            members.merge(self.members) { $1 }
        }
        return .object(members)
    }
}
