import Sequin

/// What a delivery has besides its record, by the names that scripts use. A record's own field of such a name wins.
enum DeliveryVariables {
    /// All names.
    static let names = ["ack_id", "deliver_count", "message_id"]

    /// Those of which a consumer's next one depends on what it has handed out before.
    static let countingNames = ["ack_id", "deliver_count"]

    /// How to read a name; nil for any other name.
    static func reader(of name: String) -> (@Sendable (Delivery) -> JSONValue)? {
        switch name {
        case "ack_id": { .string($0.ackID.rawValue) }
        case "deliver_count": { .integer($0.deliverCount) }
        case "message_id": { $0.messageID.map(JSONValue.string) ?? .null }
        default: nil
        }
    }

    /// The value under a name as text; nil where there is no such name.
    static func value(_ name: String, of delivery: Delivery) -> Variables.Value? {
        switch reader(of: name)?(delivery) {
        case nil: nil
        case .null?: .null
        case .string(let text)?: .text(text)
        case let other?: .text(other.text)
        }
    }
}

extension Script {
    /// Whether it has variables whose values count deliveries: what it writes depends on the deliveries before.
    package var countsDeliveries: Bool {
        let names = DeliveryVariables.countingNames
        return references.contains { names.contains($0.name) || names.contains($0.name.droppingSuffix("_array")) }
    }
}

extension String {
    fileprivate func droppingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
