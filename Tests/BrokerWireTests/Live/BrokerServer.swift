import Foundation
import Glibc
import Sequin
import TestSupport

@testable import BrokerWire

/// A broker on a port of its own that answers whatever it is asked at once, and notes it. One client at a time.
final class BrokerServer: @unchecked Sendable {
    let port: UInt16
    private let listener: Int32
    private let lock = NSLock()
    private var asked: [BrokerRequest] = []

    /// What it has been asked, in order.
    var requests: [BrokerRequest] { lock.withLock { asked } }

    init(_ deliveries: [Delivery]) {
        let open = LoopbackPort(blocks: true)
        (port, listener) = (open.number, open.descriptor)
        let descriptor = listener
        Thread.detachNewThread { [self] in
            while case let client = accept(descriptor, nil, nil), client >= 0 {
                serve(client, deliveries)
                close(client)
            }
            close(descriptor)
        }
    }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ client: Int32, _ deliveries: [Delivery]) {
        var connection = BrokerConnection.fresh
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = recv(client, &bytes, bytes.count, 0), count > 0 {
            var actions = connection.fromClient(Array(bytes[..<count]))
            while let held = connection.held {
                lock.withLock { asked.append(held) }
                if case .receive = held {
                    actions += connection.answer(.deliveries(deliveries))
                } else {
                    actions += connection.answer(.settled)
                }
            }
            for case .toClient(let bytes) in actions { _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
            if actions.contains(.closesClient) { return }
        }
    }
}
