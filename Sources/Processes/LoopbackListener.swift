internal import CLinux
internal import Glibc

/// A port of this machine's loopback address, on which one program's connections are taken.
///
/// One thread uses it.
public final class LoopbackListener {
    /// The port.
    public let port: UInt16
    /// Its descriptor.
    public let descriptor: Int32

    /// Opens a port that is free.
    ///
    /// - Throws: ``Launch/Failure``.
    public init() throws(Launch.Failure) {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw Self.failure() }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 128) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard result else {
            let failure = Self.failure()
            close(descriptor)
            throw failure
        }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    private static func failure() -> Launch.Failure {
        Launch.Failure(description: "no port of 127.0.0.1 could be opened: \(String(cString: strerror(errno)))")
    }

    /// The next connection that waits; nil if there is none.
    public func accept() -> LoopbackSocket? {
        let kind = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let socket = accept4(descriptor, nil, nil, kind)
        return socket >= 0 ? LoopbackSocket(descriptor: socket) : nil
    }
}
