import FakeSequin
import OrderedCollections
import Sequin
import SequinWire

extension ConsumerConfiguration {
    /// Reads a consumer's settings: `kind`, `ack_wait`, `max_ack_pending`, `max_deliver`, `groups_by_record`.
    init(_ parameters: WireParameters) throws {
        self.init(ackWait: .seconds(30))
        if let value = parameters["kind"] {
            guard case .string(let name) = value, let kind = ConsumerKind(rawValue: name) else {
                throw APIError.invalid(
                    "kind", "is none of \(ConsumerKind.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            self.kind = kind
        }
        if let value = parameters["ack_wait"] {
            guard let wait = WireParameters.duration(value), wait > .zero else {
                throw APIError.invalid("ack_wait", "is no span of time such as 30000, '30s' or '5m'")
            }
            ackWait = wait
        }
        if parameters["max_ack_pending"] != nil {
            maxAckPending = try Self.count("max_ack_pending", parameters)
        }
        if let value = parameters["max_deliver"], value != .null {
            maxDeliver = try Self.count("max_deliver", parameters)
        }
        if let value = parameters["groups_by_record"] {
            guard case .bool(let groups) = value else {
                throw APIError.invalid("groups_by_record", "is neither true nor false")
            }
            groupsByRecord = groups
        }
    }

    private static func count(_ name: String, _ parameters: WireParameters) throws -> Int {
        guard let count = parameters.integer(name), count > 0 else {
            throw APIError.invalid(name, "is no whole number from 1")
        }
        return count
    }
}

extension PlannedFault {
    /// Reads a fault: `fault`, `call`, `times` (1 unless given), and `delay` for a delayed response.
    init(_ parameters: WireParameters) throws {
        let name = if case .string(let text)? = parameters["fault"] { text } else { "" }
        switch name {
        case "drop_request": fault = .dropRequest
        case "drop_response": fault = .dropResponse
        case "duplicate_delivery": fault = .duplicateDelivery
        case "delay_response":
            guard let delay = WireParameters.duration(parameters["delay"]) else {
                throw APIError.invalid("delay", "is no span of time such as 1500, '60s' or '5m'")
            }
            fault = .delayResponse(delay)
        default: throw APIError.invalid("fault", "is none of \(Fault.names.joined(separator: ", "))")
        }
        call = .receive
        if let value = parameters["call"] {
            guard case .string(let text) = value, let known = WireCall(rawValue: text) else {
                throw APIError.invalid("call", "is none of receive, ack, nack")
            }
            call = known
        }
        guard fault != .duplicateDelivery || call == .receive else {
            throw APIError.invalid("call", "must be receive where a delivery is duplicated")
        }
        timesLeft = 1
        if parameters["times"] != nil {
            guard let times = parameters.integer("times"), times > 0 else {
                throw APIError.invalid("times", "is no whole number from 1")
            }
            timesLeft = times
        }
    }

    var json: JSONValue {
        .object(["fault": .string(fault.name), "call": .string(call.rawValue), "times": .integer(timesLeft)])
    }
}
