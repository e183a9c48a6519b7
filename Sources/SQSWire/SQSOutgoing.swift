public import OrderedCollections
public import Sequin

/// A message to send.
public struct SQSOutgoing: Hashable, Sendable {
    /// The entry's id in its batch; empty outside of one.
    public var id: String
    /// The text.
    public var body: String
    /// For how many seconds it is not to be had; nil: as long as the queue says.
    public var delay: Int?
    /// Its message group.
    public var group: String?
    /// What tells it from others of the last five minutes.
    public var deduplicationID: String?
    /// Its own attributes by name: type and value, as the JSON protocol has them.
    public var attributes: OrderedDictionary<String, JSONValue>

    /// Creates a message.
    public init(
        id: String = "", body: String, delay: Int? = nil, group: String? = nil, deduplicationID: String? = nil,
        attributes: OrderedDictionary<String, JSONValue> = [:]
    ) {
        self.id = id
        self.body = body
        self.delay = delay
        self.group = group
        self.deduplicationID = deduplicationID
        self.attributes = attributes
    }
}

extension SQSOutgoing {
    /// Checks what follows from the message alone.
    ///
    /// - Throws: ``SQSError``.
    func check() throws(SQSError) {
        guard !body.isEmpty else { throw .missing("MessageBody") }
        guard body.unicodeScalars.allSatisfy(\.isAllowedInBody) else { throw .invalidContents }
        guard body.utf8.count <= SQSLimits.bodyLength else {
            throw .invalidParameter(
                "One or more parameters are invalid. Reason: Message must be shorter than \(SQSLimits.bodyLength) bytes."
            )
        }
        for (name, value) in attributes {
            guard case .string(let type)? = value["DataType"], !type.isEmpty else {
                throw .invalidParameter(
                    "The message attribute '\(name)' must contain non-empty message attribute type.")
            }
            let kind = type.prefix { $0 != "." }
            guard ["String", "Number", "Binary"].contains(kind) else {
                throw .invalidParameter(
                    "The message attribute '\(name)' has an invalid message attribute type, the set of supported type "
                        + "prefixes is Binary, Number, and String.")
            }
            guard case .string(let text)? = value[kind == "Binary" ? "BinaryValue" : "StringValue"], !text.isEmpty
            else {
                throw .invalidParameter(
                    "The message attribute '\(name)' must contain non-empty message attribute value for message attribute "
                        + "type '\(type)'.")
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether XML 1.0 has it.
    fileprivate var isAllowedInBody: Bool {
        switch value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
