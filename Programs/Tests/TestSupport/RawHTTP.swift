import Foundation
package import NIOCore
package import NIOPosix

/// What came back over a socket.
package struct RawAnswer: Sendable {
    /// 0 if the connection was closed without an answer.
    package var status = 0
    package var head = ""
    package var body = ""

    package init(_ text: String) {
        guard let end = text.range(of: "\r\n\r\n") else { return }
        head = String(text[..<end.lowerBound])
        body = String(text[end.upperBound...])
        status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
    }
}

/// Sends bytes to a local port and reads until the other end closes: no HTTP library in between.
package enum RawHTTP {
    package static func exchange(_ text: String, port: Int) async throws -> RawAnswer {
        let channel = try await connect(port)
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var answer = ByteBuffer()
            do {
                for try await var part in inbound { answer.writeBuffer(&part) }
            } catch is IOError {
                // A connection that is reset ends like one that is closed.
            }
            return RawAnswer(String(buffer: answer))
        }
    }

    /// Sends bytes, waits until `isSeen` is true, and goes away without reading.
    package static func vanish(after text: String, port: Int, once isSeen: () async throws -> Bool) async throws {
        let channel = try await connect(port)
        try await channel.executeThenClose { _, outbound in
            try await outbound.write(ByteBuffer(string: text))
            while try await !isSeen() { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    /// A connection; it waits for as long as a machine may be busy.
    package static func channel(
        _ port: Int, _ set: (ClientBootstrap) -> ClientBootstrap = { $0 }
    ) -> EventLoopFuture<any Channel> {
        set(ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.minutes(10)))
            .connect(host: "127.0.0.1", port: port)
    }

    private static func connect(_ port: Int) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        // Wrapped once it is connected: a wrapped channel that fails to connect would be a fatal error.
        try await channel(port)
            .flatMapThrowing { channel in
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }.get()
    }
}
