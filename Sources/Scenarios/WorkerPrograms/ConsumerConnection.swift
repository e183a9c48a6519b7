import BrokerWire
import Processes
import Sequin

/// One connection of a program to the consumer: the program's socket, and the state machine that reads requests from it.
///
/// One thread uses it.
final class ConsumerConnection {
    /// Called once the request that waits will never be answered.
    var withdraw: (() -> Void)?

    private let socket: LoopbackSocket
    private var wire: BrokerConnection
    private var refused: [RefusedRequest] = []

    init(_ socket: LoopbackSocket, settings: BrokerSettings) {
        self.socket = socket
        wire = BrokerConnection(settings)
    }

    /// The request that waits to be answered; nil if there is none.
    var held: BrokerRequest? { wire.held }
    /// Whether all that was answered has reached the program.
    var hasArrived: Bool { socket.hasArrived }
    /// Whether the program has closed it, or is gone.
    var isOver: Bool { socket.isClosed }

    /// Takes in what has come from the program.
    ///
    /// - Returns: Whether anything had come.
    func pump() -> Bool {
        socket.flush()
        guard wire.readsClient else { return false }
        switch socket.read() {
        case .nothing: return false
        case .bytes(let bytes): perform(wire.fromClient(bytes))
        case .end: lose()
        }
        return true
    }

    /// What has been refused since this was asked last.
    func takeRefused() -> [RefusedRequest] {
        defer { refused = [] }
        return refused
    }

    /// Answers the request that waits.
    func answer(_ answer: BrokerAnswer) {
        withdraw = nil
        perform(wire.answer(answer))
    }

    /// Takes the connection from the program, as a network does that loses it.
    func lose() {
        socket.close()
        perform(wire.clientClosed())
    }

    private func perform(_ actions: [BrokerAction]) {
        for action in actions {
            switch action {
            case .toClient(let bytes): socket.write(bytes)
            case .holds: break
            case .refuses(let request): refused.append(request)
            case .drops:
                withdraw?()
                withdraw = nil
            case .closesClient: socket.finish()
            }
        }
    }
}
