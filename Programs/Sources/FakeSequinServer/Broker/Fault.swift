import SequinWire

/// What goes wrong with a call, once, because a test asked for it.
public enum Fault: Hashable, Sendable {
    /// The connection is closed before the call has had any effect.
    case dropRequest
    /// The connection is closed after the call has had its effect.
    case dropResponse
    /// The answer comes this much later, by the server's clock.
    case delayResponse(Duration)
    /// What the call hands out is handed out again by the next receive, with the same ack ids.
    case duplicateDelivery

    /// The names that the control API uses.
    public static let names = ["drop_request", "drop_response", "delay_response", "duplicate_delivery"]

    /// The name that the control API uses.
    public var name: String {
        switch self {
        case .dropRequest: "drop_request"
        case .dropResponse: "drop_response"
        case .delayResponse: "delay_response"
        case .duplicateDelivery: "duplicate_delivery"
        }
    }
}

/// A fault that waits for its call.
struct PlannedFault: Sendable {
    var fault: Fault
    var call: WireCall
    var timesLeft: Int
}
