import OrderedCollections
import Sequin
import SequinWire

/// HTTP bodies as `fake-sequin` and its workers send them: read as each protocol's, and written again.
enum WireFuzz {
    static func run(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self), let body = try? JSONValue(parsing: text) else {
            return
        }
        _ = try? Record(wire: body, at: "body")
        for wire in WireProtocol.allCases {
            guard let answer = try? wire.deliveries(in: body) else { continue }
            let messages = answer.deliveries.map { wire.message($0) }
            guard let again = try? wire.deliveries(in: .object(["data": .array(messages)])) else {
                preconditionFailure("deliveries that were written cannot be read")
            }
            precondition(again.deliveries.count == answer.deliveries.count && again.problems.isEmpty)
        }
    }
}
