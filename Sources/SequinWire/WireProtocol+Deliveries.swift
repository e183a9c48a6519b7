import OrderedCollections
public import Sequin

extension WireProtocol {
    /// One delivery as a receive's answer shows it.
    ///
    /// - Parameters:
    ///   - delivery: The record and its ack id as the wire has it.
    ///   - sequence: Its number in the stream, for `streams`; its version otherwise serves.
    ///   - metadata: What `http-pull` says besides the record.
    ///   - isRecordAlone: Whether `http-pull` says nothing besides, as a consumer of records did in 2024-11 (pull_json.ex).
    public func message(_ delivery: Delivery, metadata: JSONValue = .null, isRecordAlone: Bool = false) -> JSONValue {
        let record = delivery.record
        switch self {
        case .httpPull:
            var data: OrderedDictionary<String, JSONValue> = ["record": record.wireObject]
            if !isRecordAlone {
                // A deletion is an update with `deleted = true`: API sync deletes no row of its own. What an update has
                // changed is known only of tables with another replica identity than Postgres gives them (consumers.ex,
                // `message_changes`).
                let isInsert = record.isFirstVersion
                data["changes"] = isInsert ? .null : .object([:])
                data["action"] = .string(isInsert ? "insert" : "update")
                data["metadata"] = metadata
            }
            return .object(["ack_id": .string(delivery.ackID.rawValue), "data": .object(data)])
        case .streams:
            let text = record.messageText ?? record.wireObject.text
            let message: OrderedDictionary<String, JSONValue> = [
                "key": .string(record.id), "stream_id": metadata["stream_id"] ?? .null,
                "data_hash": .string(Self.hash(text)), "data": .string(text), "seq": .integer(record.updatedIdx),
                "inserted_at": JSONValue(record.upstreamCreatedAt), "updated_at": JSONValue(record.upstreamUpdatedAt),
            ]
            return .object(["ack_id": .string(delivery.ackID.rawValue), "message": .object(message)])
        case .apiSync:
            return .object(["ack_token": .string(delivery.ackID.rawValue), "record": record.wireObject])
        }
    }

    /// The deliveries in a receive's answer. One that cannot be read does not stand in the way of the others.
    ///
    /// These APIs do not tell how often a record was handed out, so every count is 1.
    ///
    /// - Returns: What could be read, and what is wrong with the rest.
    /// - Throws: ``WireError`` for an answer that is no receive's at all.
    public func deliveries(
        in answer: JSONValue
    ) throws(WireError) -> (deliveries: [Delivery], problems: [WireError]) {
        var (deliveries, problems): ([Delivery], [WireError]) = ([], [])
        for (index, message) in try WireObject(answer, at: "").array("data").enumerated() {
            let place = "data[\(index)]"
            do throws(WireError) {
                let id = try WireObject(message, at: place).string(self == .apiSync ? "ack_token" : "ack_id")
                let record = try record(in: message, at: place)
                deliveries.append(Delivery(ackID: AckID(id), record: record, deliverCount: 1))
            } catch {
                problems.append(error)
            }
        }
        return (deliveries, problems)
    }

    private func record(in message: JSONValue, at place: String) throws(WireError) -> Record {
        switch self {
        case .httpPull:
            return try Record(wire: message["data"]?["record"] ?? .null, at: "\(place).data.record")
        case .apiSync: return try Record(wire: message["record"] ?? .null, at: "\(place).record")
        case .streams:
            let members = WireObject(message["message"] ?? .null, at: "\(place).message")
            let text = try members.string("data")
            if let object = try? JSONValue(parsing: text), object["updated_idx"] != nil {
                return try Record(wire: object, at: "\(place).message.data")
            }
            return Record(
                key: try members.string("key"), text: text, sequence: try members.integer("seq"),
                stream: try members.optionalString("stream_id") ?? "")
        }
    }

    /// 64-bit FNV-1a: it only has to differ where the payload does.
    public static func hash(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let hex = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - hex.count) + hex
    }
}
