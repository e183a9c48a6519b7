import Glibc

/// A port of this machine's loopback address on which a test listens.
package struct LoopbackPort: Sendable {
    package let number: UInt16
    /// Its descriptor, which the caller closes.
    package let descriptor: Int32

    /// - Parameter blocks: Whether to accept a client waits for one.
    package init(blocks: Bool) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | (blocks ? 0 : Int32(SOCK_NONBLOCK.rawValue)), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(descriptor, address, length)
                _ = listen(descriptor, 16)
                _ = getsockname(descriptor, address, &length)
            }
        }
        number = UInt16(bigEndian: address.sin_port)
    }
}
