/// A call of SQS's API, by the name that it has there.
public enum SQSAction: String, CaseIterable, Sendable {
    /// Takes messages.
    case receiveMessage = "ReceiveMessage"
    /// Deletes a message that was received.
    case deleteMessage = "DeleteMessage"
    /// Deletes up to ten.
    case deleteMessageBatch = "DeleteMessageBatch"
    /// Says when a message that was received becomes visible again.
    case changeMessageVisibility = "ChangeMessageVisibility"
    /// Says so of up to ten.
    case changeMessageVisibilityBatch = "ChangeMessageVisibilityBatch"
    /// Sends a message.
    case sendMessage = "SendMessage"
    /// Sends up to ten.
    case sendMessageBatch = "SendMessageBatch"
    /// Asks for a queue's address.
    case getQueueURL = "GetQueueUrl"
    /// Asks for a queue's attributes.
    case getQueueAttributes = "GetQueueAttributes"
    /// Sets attributes of a queue.
    case setQueueAttributes = "SetQueueAttributes"
    /// Makes a queue.
    case createQueue = "CreateQueue"
    /// Removes a queue.
    case deleteQueue = "DeleteQueue"
    /// Deletes all messages of a queue.
    case purgeQueue = "PurgeQueue"
    /// Asks for the addresses of all queues.
    case listQueues = "ListQueues"

    /// Whether its answer says anything but that it is done.
    var hasResult: Bool {
        switch self {
        case .receiveMessage, .deleteMessageBatch, .changeMessageVisibilityBatch, .sendMessage, .sendMessageBatch,
            .getQueueURL, .getQueueAttributes, .createQueue, .listQueues:
            true
        case .deleteMessage, .changeMessageVisibility, .setQueueAttributes, .deleteQueue, .purgeQueue: false
        }
    }

    /// What an entry of its batch is called in the query protocol: that of `DeleteMessage` and of its batch alike.
    var entryName: String { rawValue.hasSuffix("Batch") ? rawValue : "\(rawValue)Batch" }
}
