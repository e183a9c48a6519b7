internal import OrderedCollections
internal import Sequin

/// A call's answer as HTTP carries it.
public struct SQSResponse: Hashable, Sendable {
    /// A header.
    public struct Field: Hashable, Sendable {
        /// Its name, in lower case.
        public var name: String
        /// Its value.
        public var value: String
    }

    /// The status.
    public var status: Int
    /// The headers, but for those that are about the connection.
    public var fields: [Field]
    /// The body.
    public var body: [UInt8]

    /// The answer to a call.
    ///
    /// - Parameters:
    ///   - answer: What is answered.
    ///   - request: The call.
    ///   - id: What this request is called.
    public init(_ answer: SQSAnswer, to request: SQSRequest, id: String) {
        do throws(SQSError) {
            let members = try answer.members(for: request)
            let text =
                request.wire == .json
                ? JSONValue.object(members).text : XMLAnswer(request.action, id: id).text(members)
            self.init(status: 200, request.wire, text, id: id)
        } catch {
            self.init(error, request.wire, id: id)
        }
    }

    /// The answer to what is no call, or to one that failed.
    public init(_ error: SQSError, _ wire: SQSProtocol, id: String) {
        switch wire {
        case .json:
            let body: OrderedDictionary<String, JSONValue> = [
                "__type": .string(error.type), "message": .string(error.message),
            ]
            self.init(status: error.status, .json, JSONValue.object(body).text, id: id)
            let fault = error.isSenderFault ? "Sender" : "Receiver"
            fields.append(Field(name: "x-amzn-query-error", value: "\(error.code);\(fault)"))
        case .query: self.init(status: error.status, .query, XMLAnswer.text(error, id: id), id: id)
        }
    }

    private init(status: Int, _ wire: SQSProtocol, _ text: String, id: String) {
        self.status = status
        fields = [
            Field(name: "content-type", value: wire == .json ? "application/x-amz-json-1.0" : "text/xml"),
            Field(name: "x-amzn-requestid", value: id),
        ]
        body = Array(text.utf8)
    }
}
