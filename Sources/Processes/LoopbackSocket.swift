internal import Glibc

/// A connection that a program has made to this process.
///
/// One thread uses it. It never blocks, and neither side's kernel holds small messages back.
public final class LoopbackSocket {
    /// Its descriptor; -1 once it is closed.
    public private(set) var descriptor: Int32
    private var unsent: [UInt8] = []
    private var closesWhenSent = false

    init(descriptor: Int32) {
        self.descriptor = descriptor
        set(TCP_NODELAY)
        set(TCP_QUICKACK)
    }

    deinit { close() }

    /// Whether it is closed.
    public var isClosed: Bool { descriptor < 0 }
    /// Whether something waits to be sent, since the program does not read.
    public var hasUnsent: Bool { !unsent.isEmpty }

    /// Whether all that was sent has reached the program's side, as far as that has said so: within 40 milliseconds.
    public var hasArrived: Bool {
        guard descriptor >= 0 else { return true }
        var waiting: Int32 = 0
        return ioctl(descriptor, UInt(TIOCOUTQ), &waiting) != 0 || waiting == 0
    }

    /// What ``read()`` found.
    public enum Reading: Hashable, Sendable {
        case nothing
        case bytes([UInt8])
        /// The program has closed its side, or is gone.
        case end
    }

    /// Takes what has come, up to 64 KB.
    public func read() -> Reading {
        guard descriptor >= 0 else { return .nothing }
        var (result, code) = (0, Int32(0))
        let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
            result = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            code = errno
            count = max(0, result)
        }
        // The kernel forgets it, and a client that writes a request in two parts would wait for the acknowledgement.
        set(TCP_QUICKACK)
        if result > 0 { return .bytes(bytes) }
        if result < 0, code == EAGAIN || code == EWOULDBLOCK || code == EINTR { return .nothing }
        return .end
    }

    /// Sends bytes, behind those that still wait.
    public func write(_ bytes: [UInt8]) {
        guard descriptor >= 0 else { return }
        unsent += bytes
        flush()
    }

    /// Sends what waits, as far as the program reads.
    public func flush() {
        while descriptor >= 0, !unsent.isEmpty {
            let sent = unsent.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent < 0, errno == EINTR { continue }
            if sent < 0, errno == EAGAIN || errno == EWOULDBLOCK { return }
            if sent < 0 {
                // The program is gone; that it is, is heard where it is read from.
                unsent = []
                return
            }
            unsent.removeFirst(sent)
        }
        if closesWhenSent { close() }
    }

    /// Closes it once all has been sent.
    public func finish() {
        closesWhenSent = true
        flush()
    }

    /// Closes it at once, as a network does that loses a connection.
    public func close() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
        unsent = []
    }

    private func set(_ option: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), option, &on, socklen_t(MemoryLayout<Int32>.size))
    }
}
