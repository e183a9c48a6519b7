internal import SequinWire

/// What a client asked for and did not get, and what it was answered.
package struct RefusedRequest: Hashable, Sendable, CustomStringConvertible {
    /// Method and path, without the query, such as `POST /api/http_pull_consumers/converge/receive`; nil for what cannot
    /// be read as a request.
    package var request: String?
    /// The status of the answer.
    package var status: Int
    /// What the answer says.
    package var summary: String
    /// What the request had that it should not, or lacked: half a sentence.
    package var found: String?

    /// Whether it came with the token: without that it may be a stranger's, of another user on the machine.
    package var hasToken: Bool

    init(_ request: HTTPRequest?, _ refusal: WireRefusal, hasToken: Bool) {
        self.hasToken = hasToken
        self.request = request.map { request in
            let path = request.path.count > 120 ? "\(request.path.prefix(119))…" : request.path
            let target = request["x-amz-target"].map { " (\($0.prefix(60)))" } ?? ""
            return "\(request.method.prefix(20)) \(path)\(target)"
        }
        status = refusal.status
        summary = refusal.summary
        found = refusal.found
    }

    /// One sentence without a full stop.
    package var description: String {
        let head = "\(request ?? "what is no request of HTTP") was answered with \(status): "
        let words = summary.hasSuffix(".") ? String(summary.dropLast()) : summary
        return head + words + (found.map { "; \($0)" } ?? "")
    }
}
