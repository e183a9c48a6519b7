import Sequin

@testable import BrokerWire

/// Requests to the broker: however they are cut, the same is asked and answered.
enum BrokerFuzz {
    static func run(_ bytes: [UInt8], _ api: BrokerAPI) {
        let whole = play(bytes, api, chunk: max(1, bytes.count))
        precondition(whole == play(bytes, api, chunk: 1), "it matters how the bytes are cut")
    }

    private static func play(_ bytes: [UInt8], _ api: BrokerAPI, chunk: Int) -> [BrokerAction] {
        var settings = BrokerSettings(api, token: "t", consumer: "c")
        settings.bodyLimit = 500
        var connection = BrokerConnection(settings)
        var actions: [BrokerAction] = []
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            actions += connection.fromClient(Array(bytes[start..<min(start + chunk, bytes.count)]))
            while let held = connection.held {
                if case .receive = held {
                    actions += connection.answer(.deliveries([]))
                } else {
                    actions += connection.answer(.settled)
                }
            }
        }
        // Whether a client is told to go on depends on what it has sent by then.
        actions.removeAll { $0 == .toClient(HTTPResponse.goOn) }
        return actions + connection.clientClosed()
    }
}
