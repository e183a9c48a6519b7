internal import OrderedCollections
internal import Sequin

extension SQSCall {
    /// Reads what a call asks from its parameters.
    init(_ action: SQSAction, _ parameters: SQSParameters) throws(SQSError) {
        switch action {
        case .receiveMessage: self = .receive(try SQSReceive(parameters))
        case .deleteMessage: self = .delete([try SQSDeletion("", parameters)])
        case .deleteMessageBatch:
            var entries: [SQSDeletion] = []
            for (id, entry) in try parameters.entries(action) { entries.append(try SQSDeletion(id, entry)) }
            self = .delete(entries)
        case .changeMessageVisibility: self = .changeVisibility([try SQSVisibility("", parameters)])
        case .changeMessageVisibilityBatch:
            var entries: [SQSVisibility] = []
            for (id, entry) in try parameters.entries(action) { entries.append(try SQSVisibility(id, entry)) }
            self = .changeVisibility(entries)
        case .sendMessage: self = .send([try SQSOutgoing("", parameters)])
        case .sendMessageBatch: self = .send(try Self.batch(parameters))
        case .getQueueURL: self = .queueURL
        case .getQueueAttributes: self = .queueAttributes(try parameters.strings("AttributeNames"))
        case .setQueueAttributes: self = .setQueueAttributes(try parameters.stringMap("Attributes"))
        case .createQueue: self = .createQueue(try parameters.stringMap("Attributes"))
        case .deleteQueue: self = .deleteQueue
        case .purgeQueue: self = .purgeQueue
        case .listQueues: self = .listQueues(prefix: try parameters.optionalString("QueueNamePrefix") ?? "")
        }
    }

    private static func batch(_ parameters: SQSParameters) throws(SQSError) -> [SQSOutgoing] {
        var messages: [SQSOutgoing] = []
        for (id, entry) in try parameters.entries(.sendMessageBatch) { messages.append(try SQSOutgoing(id, entry)) }
        let length = messages.reduce(0) { $0 + $1.body.utf8.count }
        guard length <= SQSLimits.bodyLength else { throw .batchTooLong(length) }
        return messages
    }
}

extension SQSReceive {
    init(_ parameters: SQSParameters) throws(SQSError) {
        let most = SQSLimits.batch
        self.init(
            maximum: try parameters.integer(
                "MaxNumberOfMessages", in: 1...most, "Must be between 1 and \(most), if provided.") ?? 1,
            wait: try parameters.integer(
                "WaitTimeSeconds", in: 0...SQSLimits.wait, "Must be >= 0 and <= \(SQSLimits.wait), if provided."),
            visibility: try parameters.integer(
                "VisibilityTimeout", in: 0...SQSLimits.visibility,
                "Must be between 0 and \(SQSLimits.visibility), if provided."),
            systemAttributes: Set(
                try parameters.strings("AttributeNames") + parameters.strings("MessageSystemAttributeNames")),
            attributes: Set(try parameters.strings("MessageAttributeNames")))
    }
}

extension SQSDeletion {
    init(_ id: String, _ parameters: SQSParameters) throws(SQSError) {
        self.init(id: id, handle: try parameters.string("ReceiptHandle"))
    }
}

extension SQSVisibility {
    /// What is out of range in a batch is an error of its entry.
    init(_ id: String, _ parameters: SQSParameters) throws(SQSError) {
        let handle = try parameters.string("ReceiptHandle")
        guard let seconds = try parameters.optionalInteger("VisibilityTimeout") else {
            throw .missing("VisibilityTimeout")
        }
        self.init(id: id, handle: handle, seconds: seconds)
        if id.isEmpty { try check() }
    }

    /// Checks what follows from the entry alone.
    ///
    /// - Throws: ``SQSError``.
    public func check() throws(SQSError) {
        guard 0...SQSLimits.visibility ~= seconds else {
            throw .invalid(
                seconds, of: "VisibilityTimeout", reason: "Must be between 0 and \(SQSLimits.visibility), if provided.")
        }
    }
}

extension SQSOutgoing {
    init(_ id: String, _ parameters: SQSParameters) throws(SQSError) {
        self.init(
            id: id, body: try parameters.string("MessageBody"), delay: try parameters.optionalInteger("DelaySeconds"),
            group: try parameters.optionalString("MessageGroupId"),
            deduplicationID: try parameters.optionalString("MessageDeduplicationId"),
            attributes: try parameters.map("MessageAttributes"))
        try check()
    }
}
