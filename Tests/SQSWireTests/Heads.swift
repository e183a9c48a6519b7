@testable import SQSWire

extension SQSHead {
    /// A call of the JSON protocol.
    static func json(_ action: String, authorization: String? = nil) -> SQSHead {
        SQSHead(
            method: "POST", path: "/", query: [], target: "AmazonSQS.\(action)", authorization: authorization)
    }

    /// A call of the query protocol.
    static func form(path: String = "/", query: [(name: String, value: String)] = []) -> SQSHead {
        SQSHead(method: "POST", path: path, query: query, target: nil, authorization: nil)
    }

    /// What is asked, or why it is refused.
    func read(_ body: String) -> Result<SQSRequest, SQSError> {
        do throws(SQSError) { return .success(try request(body: Array(body.utf8))) } catch { return .failure(error) }
    }
}

extension Result where Success == SQSRequest, Failure == SQSError {
    var call: SQSCall? { try? get().call }
    var code: String? { if case .failure(let error) = self { error.code } else { nil } }
    var message: String? { if case .failure(let error) = self { error.message } else { nil } }
}
