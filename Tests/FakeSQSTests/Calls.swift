import OrderedCollections
import Sequin

@testable import FakeSQS
@testable import SQSWire

/// Queues as a test calls them.
struct Service {
    var queues = SQSQueues(seed: 7)
    var now = Duration.zero

    mutating func call(_ action: SQSAction, _ queue: String, _ call: SQSCall) -> SQSAnswer {
        queues.answer(
            SQSRequest(action: action, wire: .json, queue: queue, call: call), base: "http://h", at: now)
    }

    mutating func create(_ queue: String, _ attributes: OrderedDictionary<String, String> = [:]) -> SQSAnswer {
        call(.createQueue, queue, .createQueue(attributes))
    }

    /// Sends a message.
    ///
    /// - Returns: Its id, or the code of an error.
    @discardableResult
    mutating func send(_ queue: String, _ message: SQSOutgoing) -> String {
        switch call(.sendMessage, queue, .send([message])) {
        case .entries(let entries):
            if case .string(let id)? = entries.first?.members["MessageId"] { return id }
            return entries.first?.error?.code ?? ""
        case .error(let error): return error.code
        default: return ""
        }
    }

    mutating func receive(_ queue: String, _ maximum: Int = 10, visibility: Int? = nil) -> [SQSMessage] {
        let receive = SQSReceive(maximum: maximum, visibility: visibility)
        if case .messages(let messages) = call(.receiveMessage, queue, .receive(receive)) { return messages }
        return []
    }

    /// - Returns: The code of an error; nil if there was none.
    @discardableResult
    mutating func delete(_ queue: String, _ handle: String) -> String? {
        call(.deleteMessage, queue, .delete([SQSDeletion(id: "", handle: handle)])).code
    }

    /// - Returns: The code of an error; nil if there was none.
    @discardableResult
    mutating func change(_ queue: String, _ handle: String, _ seconds: Int) -> String? {
        call(
            .changeMessageVisibility, queue,
            .changeVisibility([SQSVisibility(id: "", handle: handle, seconds: seconds)])
        ).code
    }

    /// How many messages are visible, in flight and delayed.
    mutating func counts(_ queue: String) -> [String?] {
        guard case .attributes(let all) = call(.getQueueAttributes, queue, .queueAttributes(["All"])) else { return [] }
        return ["", "NotVisible", "Delayed"].map { all["ApproximateNumberOfMessages\($0)"] }
    }
}

extension SQSAnswer {
    /// The code of an error; nil if there was none.
    var code: String? {
        switch self {
        case .error(let error): error.code
        case .entries(let entries): entries.compactMap(\.error?.code).first
        default: nil
        }
    }
}
