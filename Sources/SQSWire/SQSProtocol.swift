/// How a client writes its calls, and is answered.
public enum SQSProtocol: Hashable, Sendable {
    /// JSON, and the call's name in the header `X-Amz-Target`: clients since the end of 2023.
    case json
    /// A form, and XML: clients before.
    case query
}
