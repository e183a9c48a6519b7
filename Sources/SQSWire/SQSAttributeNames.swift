public import OrderedCollections

/// The attributes that a queue may be asked for.
public enum SQSAttributeNames {
    private static let known: Set<String> = [
        "All", "Policy", "VisibilityTimeout", "MaximumMessageSize", "MessageRetentionPeriod",
        "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "CreatedTimestamp",
        "LastModifiedTimestamp", "QueueArn", "ApproximateNumberOfMessagesDelayed", "DelaySeconds",
        "ReceiveMessageWaitTimeSeconds", "RedrivePolicy", "FifoQueue", "ContentBasedDeduplication", "KmsMasterKeyId",
        "KmsDataKeyReusePeriodSeconds", "DeduplicationScope", "FifoThroughputLimit", "RedriveAllowPolicy",
        "SqsManagedSseEnabled",
    ]

    /// Those of a queue's attributes that are asked for.
    ///
    /// - Throws: ``SQSError`` for a name that no queue has.
    public static func select(
        _ names: [String], from all: OrderedDictionary<String, String>
    ) throws(SQSError) -> OrderedDictionary<String, String> {
        for name in names where !known.contains(name) { throw .unknownAttribute(name) }
        return names.contains("All") ? all : all.filter { names.contains($0.key) }
    }
}
