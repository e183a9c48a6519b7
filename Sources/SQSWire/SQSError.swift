/// An error as SQS answers it.
public struct SQSError: Error, Hashable, Sendable {
    /// The code, as the query protocol has it and clients of both protocols show it.
    public var code: String
    /// What is wrong.
    public var message: String
    /// The shape's name in the JSON protocol.
    public var type: String
    /// The status of HTTP.
    public var status = 400

    /// An error that SQS's own model declares.
    ///
    /// - Parameters:
    ///   - shape: Its name in the model, such as `QueueDoesNotExist`.
    ///   - code: Its code, where that is another.
    ///   - message: What is wrong.
    ///   - status: The status of HTTP.
    init(shape: String, code: String? = nil, _ message: String, status: Int = 400) {
        (self.code, self.message, self.status) = (code ?? shape, message, status)
        type = "com.amazonaws.sqs#\(shape)"
    }

    /// An error that all of Amazon's services have in common.
    init(common shape: String, code: String, _ message: String, status: Int = 400) {
        (self.code, self.message, self.status) = (code, message, status)
        type = "com.amazon.coral.service#\(shape)"
    }

    private static let prefix = "AWS.SimpleQueueService."

    /// There is no queue of that name.
    public static let noQueue = SQSError(
        shape: "QueueDoesNotExist", code: prefix + "NonExistentQueue", "The specified queue does not exist.")
    /// There is a queue of that name, with other attributes.
    public static let queueExists = SQSError(
        shape: "QueueNameExists", code: "QueueAlreadyExists",
        "A queue already exists with the same name and a different value for attribute")
    /// The text is no receipt handle of this queue.
    public static func invalidHandle(_ handle: String) -> SQSError {
        SQSError(
            shape: "ReceiptHandleIsInvalid", "The input receipt handle \"\(handle)\" is not a valid receipt handle.")
    }
    /// The handle's time is over, in a queue that refuses such.
    public static func expiredHandle(_ handle: String) -> SQSError {
        .invalid(handle, of: "ReceiptHandle", reason: "The receipt handle has expired.")
    }
    /// The handle's message is not in flight.
    public static func notInFlight(_ handle: String) -> SQSError {
        .invalid(
            handle, of: "ReceiptHandle",
            reason: "Message does not exist or is not available for visibility timeout change.")
    }
    /// A value is out of range.
    public static func invalid(_ value: some CustomStringConvertible, of parameter: String, reason: String) -> SQSError
    {
        .invalidParameter("Value \(value) for parameter \(parameter) is invalid. Reason: \(reason)")
    }
    /// A parameter is wrong.
    public static func invalidParameter(_ message: String) -> SQSError {
        SQSError(common: "InvalidParameterValueException", code: "InvalidParameterValue", message)
    }
    /// A parameter is not there.
    public static func missing(_ parameter: String) -> SQSError {
        SQSError(
            common: "MissingRequiredParameterException", code: "MissingParameter",
            "The request must contain the parameter \(parameter).")
    }
    /// There is no attribute of that name.
    public static func unknownAttribute(_ name: String) -> SQSError {
        SQSError(shape: "InvalidAttributeName", "Unknown Attribute \(name).")
    }
    /// An attribute's value is wrong.
    public static func invalidAttribute(_ name: String) -> SQSError {
        SQSError(shape: "InvalidAttributeValue", "Invalid value for the parameter \(name).")
    }
    /// What is asked for cannot be had here.
    public static func unsupported(_ message: String) -> SQSError {
        SQSError(shape: "UnsupportedOperation", code: prefix + "UnsupportedOperation", message)
    }
    /// A body has characters that XML 1.0 has not.
    static let invalidContents = SQSError(
        shape: "InvalidMessageContents",
        "Invalid characters found. Valid unicode characters are "
            + "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF")

    // MARK: Batches

    static func emptyBatch(_ action: SQSAction) -> SQSError {
        SQSError(
            shape: "EmptyBatchRequest", code: prefix + "EmptyBatchRequest",
            "There should be at least one \(action.entryName)RequestEntry in the request.")
    }
    static func tooManyEntries(_ count: Int) -> SQSError {
        SQSError(
            shape: "TooManyEntriesInBatchRequest", code: prefix + "TooManyEntriesInBatchRequest",
            "Maximum number of entries per request are 10. You have sent \(count).")
    }
    static func entryIDRepeated(_ id: String) -> SQSError {
        SQSError(
            shape: "BatchEntryIdsNotDistinct", code: prefix + "BatchEntryIdsNotDistinct", "Id \(id) repeated.")
    }
    static let invalidEntryID = SQSError(
        shape: "InvalidBatchEntryId", code: prefix + "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. "
            + "It can be at most 80 letters long.")
    static func batchTooLong(_ length: Int) -> SQSError {
        SQSError(
            shape: "BatchRequestTooLong", code: prefix + "BatchRequestTooLong",
            "Batch requests cannot be longer than \(SQSLimits.bodyLength) bytes. You have sent \(length) bytes.")
    }

    // MARK: Requests

    /// The body is no JSON object, or a member has another type than it must.
    static func malformed(_ problem: String) -> SQSError {
        SQSError(common: "SerializationException", code: "MalformedInput", problem)
    }
    /// There is no call of that name.
    static func unknownAction(_ name: String) -> SQSError {
        SQSError(
            common: "UnknownOperationException", code: "InvalidAction",
            "The action \(name) is not valid for this endpoint.")
    }
    /// A form names no call.
    static let missingAction = SQSError(
        common: "MissingActionException", code: "MissingAction", "The request must contain the parameter Action.")
    /// The request is not signed.
    public static let noSignature = SQSError(
        common: "MissingAuthenticationTokenException", code: "MissingAuthenticationToken",
        "Request is missing Authentication Token", status: 403)
    /// The request is signed with another access key than the one that this server takes.
    public static let wrongKey = SQSError(
        common: "UnrecognizedClientException", code: "InvalidClientTokenId",
        "The security token included in the request is invalid.", status: 403)
    /// The service cannot answer for a while.
    public static let unavailable = SQSError(
        common: "ServiceUnavailableException", code: "ServiceUnavailable",
        "Service unavailable, try again later.", status: 503)

    /// Whether the one who asked can do something about it.
    var isSenderFault: Bool { status < 500 }
}
