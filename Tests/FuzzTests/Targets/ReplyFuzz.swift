@testable import BrokerWire

/// Answers to webhooks: however they are cut, the same is read.
enum ReplyFuzz {
    static func run(_ bytes: [UInt8]) {
        let whole = read(bytes, chunk: max(1, bytes.count))
        precondition(whole == read(bytes, chunk: 1), "it matters how the bytes are cut")
        precondition(whole != nil || bytes.isEmpty, "a connection that has ended leaves no question")
    }

    private static func read(_ bytes: [UInt8], chunk: Int) -> Result<HTTPReply, HTTPSilence>? {
        var reader = HTTPReplyReader(bodyLimit: 500)
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            reader.fromServer(Array(bytes[start..<min(start + chunk, bytes.count)]))
        }
        if !bytes.isEmpty { reader.serverClosed() }
        return reader.outcome
    }
}
