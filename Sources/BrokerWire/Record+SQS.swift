internal import FoundationEssentials
internal import OrderedCollections
internal import Sequin
internal import SequinWire

extension Record {
    /// The record as the text of a message: Sequin's object, and what has become of the record.
    var messageBody: String {
        var members = wireObject.members
        members["action"] = .string(deleted ? "delete" : isFirstVersion ? "insert" : "update")
        return JSONValue.object(members).text
    }

    /// When its message was sent, in milliseconds since 1970: when the record changed, or 0 where nothing tells.
    var sentMilliseconds: Int64 {
        guard let text = upstreamUpdatedAt, let date = try? Date(text, strategy: .iso8601) else { return 0 }
        return Int64(date.timeIntervalSince1970 * 1000)
    }
}
