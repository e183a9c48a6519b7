internal import CLibpq
internal import Glibc

/// The bytes of a session that libpq has opened, for a caller who speaks the protocol from there on.
///
/// Over the cluster's own socket nothing is encrypted, so that the descriptor carries the protocol as it is. It is confined
/// to the connection's ``EventLoop``; the connection must be idle, and is not used for anything else.
package final class ServerStream {
    /// What ``read(within:)`` found.
    package enum Reading {
        case bytes([UInt8])
        /// Nothing came in time.
        case nothing
        /// The session has ended.
        case end
    }

    /// What a server reports of its settings without being asked, in the order in which it does.
    private static let reported = [
        "in_hot_standby", "integer_datetimes", "TimeZone", "IntervalStyle", "is_superuser", "application_name",
        "default_transaction_read_only", "scram_iterations", "DateStyle", "standard_conforming_strings",
        "session_authorization", "client_encoding", "server_version", "server_encoding", "search_path",
    ]

    private let connection: Connection

    /// Takes over a connection.
    package init(_ connection: Connection) { self.connection = connection }

    /// The number of the server's process.
    package var backendPID: Int32 { connection.backendPID }
    /// Whether the session has ended, or has been closed.
    package private(set) var isClosed = false

    /// What the server has reported of its settings, by name.
    package var settings: [(name: String, value: String)] {
        Self.reported.compactMap { name in
            PQparameterStatus(connection.raw, name).map { (name, String(cString: $0)) }
        }
    }

    /// Waits for bytes from the server.
    package func read(within time: Duration?) async -> Reading {
        while true {
            let socket = connection.socket
            guard !isClosed, socket >= 0 else { return ended() }
            guard await connection.loop.wait(socket, for: Int16(POLLIN), timeout: time) else { return .nothing }
            // It may have been closed meanwhile.
            guard connection.socket == socket else { return ended() }
            connection.movements += 1
            var (result, code) = (0, Int32(0))
            let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
                result = recv(socket, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
                code = errno
                count = max(0, result)
            }
            if result > 0 { return .bytes(bytes) }
            if result < 0, code == EAGAIN || code == EINTR { continue }
            return ended()
        }
    }

    /// Sends bytes to the server, and returns once its kernel has them.
    ///
    /// - Returns: False if the session has ended.
    package func send(_ bytes: [UInt8]) async -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let socket = connection.socket
            guard !isClosed, socket >= 0 else { return false }
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            let sent = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, flags) }
            if sent > 0 {
                rest.removeFirst(sent)
            } else if errno == EAGAIN {
                _ = await connection.loop.wait(socket, for: Int16(POLLOUT), timeout: nil)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    private func ended() -> Reading {
        isClosed = true
        return .end
    }

    /// Closes the session.
    package func close() {
        isClosed = true
        connection.close()
    }
}
