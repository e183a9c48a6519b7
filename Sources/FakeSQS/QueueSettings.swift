internal import OrderedCollections
internal import SQSWire
internal import Sequin

/// How a queue is set up, as its attributes say.
struct QueueSettings: Hashable, Sendable {
    /// Where messages go that were received often enough.
    struct Redrive: Hashable, Sendable {
        /// The name of the queue.
        var target: String
        /// How often.
        var maxReceiveCount: Int
        /// The attribute as it was given.
        var text: String
    }

    var isFIFO = false
    var hashesContent = false
    var delay = 0
    var visibility = 30
    var wait = 0
    var maximumSize = SQSLimits.bodyLength
    var retention = 345_600
    var redrive: Redrive?

    /// Changes what the attributes name.
    ///
    /// - Throws: `SQSError` for an attribute that is unknown or out of range.
    mutating func set(_ attributes: OrderedDictionary<String, String>) throws(SQSError) {
        for (name, value) in attributes {
            switch name {
            case "DelaySeconds": delay = try Self.number(value, name, 0...SQSLimits.delay)
            case "VisibilityTimeout": visibility = try Self.number(value, name, 0...SQSLimits.visibility)
            case "ReceiveMessageWaitTimeSeconds": wait = try Self.number(value, name, 0...SQSLimits.wait)
            case "MaximumMessageSize": maximumSize = try Self.number(value, name, 1024...SQSLimits.bodyLength)
            case "MessageRetentionPeriod": retention = try Self.number(value, name, 60...1_209_600)
            case "FifoQueue": isFIFO = try Self.truth(value, name)
            case "ContentBasedDeduplication": hashesContent = try Self.truth(value, name)
            case "RedrivePolicy": redrive = try Self.redrive(value)
            default: throw .unknownAttribute(name)
            }
        }
    }

    private static func number(_ text: String, _ name: String, _ range: ClosedRange<Int>) throws(SQSError) -> Int {
        guard let number = Int(text), range.contains(number) else { throw .invalidAttribute(name) }
        return number
    }

    private static func truth(_ text: String, _ name: String) throws(SQSError) -> Bool {
        guard let truth = Bool(text) else { throw .invalidAttribute(name) }
        return truth
    }

    private static func redrive(_ text: String) throws(SQSError) -> Redrive? {
        guard !text.isEmpty else { return nil }
        guard let policy = try? JSONValue(parsing: text), case .string(let arn)? = policy["deadLetterTargetArn"],
            let target = arn.split(separator: ":").last
        else { throw .invalidAttribute("RedrivePolicy") }
        let count: Int? =
            switch policy["maxReceiveCount"] {
            case .number(let digits)?, .string(let digits)?: Int(digits)
            default: nil
            }
        guard let count, 1...1000 ~= count else { throw .invalidAttribute("RedrivePolicy") }
        return Redrive(target: String(target), maxReceiveCount: count, text: text)
    }

    /// Those attributes that say how it is set up.
    var attributes: OrderedDictionary<String, String> {
        var all: OrderedDictionary<String, String> = [
            "DelaySeconds": "\(delay)", "VisibilityTimeout": "\(visibility)",
            "ReceiveMessageWaitTimeSeconds": "\(wait)", "MaximumMessageSize": "\(maximumSize)",
            "MessageRetentionPeriod": "\(retention)",
        ]
        if isFIFO {
            all["FifoQueue"] = "true"
            all["ContentBasedDeduplication"] = "\(hashesContent)"
        }
        if let redrive { all["RedrivePolicy"] = redrive.text }
        return all
    }
}
