import BrokerWire
import Processes
import Sequin

/// An event that has been posted to a program, on a connection of its own, until the answer is told to the consumer.
///
/// One thread uses it.
final class WebhookAttempt {
    let delivery: Delivery
    private let socket: LoopbackSocket?
    private var reader = HTTPReplyReader()

    /// Posts an event.
    init(_ delivery: Delivery, _ post: HTTPPost, to port: UInt16) {
        self.delivery = delivery
        socket = LoopbackSocket(to: port)
        socket?.write(post.bytes(port: port))
    }

    /// What has come of it; nil as long as the program works on it.
    var outcome: Result<HTTPReply, HTTPSilence>? {
        socket == nil ? .failure(HTTPSilence(description: "a connection that was refused")) : reader.outcome
    }

    /// Whether the program says that it has done it.
    var isSuccess: Bool { (try? outcome?.get())?.isSuccess == true }

    /// What has come of it, as a failure is named.
    var told: String {
        switch outcome {
        case nil: "no answer"
        case .success(let reply): "an answer of status \(reply.status)"
        case .failure(let silence): "\(silence)"
        }
    }

    /// Where it may be heard; nil if it is over.
    var descriptor: Int32? { socket.flatMap { $0.isClosed ? nil : $0.descriptor } }
    /// Whether all of it has reached the program.
    var hasArrived: Bool { socket?.hasArrived ?? true }

    /// Takes in what has come from the program.
    ///
    /// - Returns: Whether anything had come.
    func pump() -> Bool {
        guard let socket, !socket.isClosed else { return false }
        socket.flush()
        switch socket.read() {
        case .nothing: return false
        case .bytes(let bytes): reader.fromServer(bytes)
        case .end: reader.serverClosed()
        }
        if reader.outcome != nil { socket.close() }
        return true
    }

    /// Gives it up.
    func close() { socket?.close() }
}
