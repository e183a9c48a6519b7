internal import CLinux
internal import Glibc

/// A port of this machine's loopback address on which a program may listen that is told of it.
///
/// It is free for as long as this is kept: it lies below the range from which the kernel takes ports by itself, and is
/// reserved among all processes that reserve ports so, by the name of a socket that has no file.
public final class ReservedPort {
    /// The port.
    public let number: UInt16
    private let reservation: Int32

    private static let range = UInt16(20_000)..<32_000

    /// Reserves a port.
    ///
    /// - Throws: ``Launch/Failure`` if there is none.
    public init() throws(Launch.Failure) {
        // Where to begin is of no consequence, as long as processes do not all begin at one place.
        let first = UInt16(truncatingIfNeeded: Int(getpid()) &* 97 % Self.range.count)
        for step in 0..<UInt16(Self.range.count) {
            let number = Self.range.lowerBound + (first + step) % UInt16(Self.range.count)
            guard let reservation = Self.reserve(number) else { continue }
            if Self.isFree(number) {
                self.number = number
                self.reservation = reservation
                return
            }
            close(reservation)
        }
        throw Launch.Failure(
            description: "no port of 127.0.0.1 is free from \(Self.range.lowerBound) to \(Self.range.upperBound - 1)")
    }

    deinit { close(reservation) }

    /// Takes the name of a port; nil if another has it.
    private static func reserve(_ number: UInt16) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array("\0converge-port-\(number)".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        if result == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    /// Whether a program could listen there, at every address, even one that leaves no time between two that do.
    private static func isFree(_ number: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = number.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
