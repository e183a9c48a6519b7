internal import CLinux
internal import Glibc

/// A connection that a program has made to this process, or this process to a program.
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

    /// Opens a connection to a port of this machine, at either of its loopback addresses.
    ///
    /// - Returns: Nil if no program takes it there.
    public convenience init?(to port: UInt16) {
        var fourth = sockaddr_in()
        fourth.sin_family = sa_family_t(AF_INET)
        fourth.sin_port = port.bigEndian
        fourth.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var sixth = sockaddr_in6()
        sixth.sin6_family = sa_family_t(AF_INET6)
        sixth.sin6_port = port.bigEndian
        sixth.sin6_addr = in6addr_loopback
        guard let descriptor = Self.connected(AF_INET, to: &fourth) ?? Self.connected(AF_INET6, to: &sixth) else {
            return nil
        }
        self.init(descriptor: descriptor)
    }

    /// A socket that is connected, or about to be: one that no program takes is refused at once.
    private static func connected<Address>(_ family: Int32, to address: inout Address) -> Int32? {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { return nil }
        let length = socklen_t(MemoryLayout<Address>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
        }
        if result == 0 || errno == EINPROGRESS && !isRefused(descriptor) { return descriptor }
        Glibc.close(descriptor)
        return nil
    }

    private static func isRefused(_ descriptor: Int32) -> Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        // Where the program's queue is full the kernel goes on asking: then it is connected later.
        guard poll(&watched, 1, 100) > 0 else { return false }
        var (error, length) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error != 0
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
