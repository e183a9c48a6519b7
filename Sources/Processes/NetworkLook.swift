internal import Glibc

/// Where the TCP connections of a process and of its children lead, and where they are listened for, at one moment.
public struct NetworkLook: Sendable {
    /// One end of a connection.
    struct End: Hashable, Sendable {
        /// The address as the kernel writes it.
        var address: Substring
        var port: UInt16
    }

    private var connections: [(local: End, remote: End)] = []
    private var listening: [End] = []

    /// Looks at a process that this one has started.
    public init(_ pid: Int32) {
        let sockets = Set(ProcessLook.family(of: pid).flatMap(Self.sockets))
        guard !sockets.isEmpty else { return }
        for name in ["tcp", "tcp6"] {
            let text = String(decoding: ProcessLook.text(of: "/proc/\(pid)/net/\(name)", limit: 4 << 20), as: UTF8.self)
            add(text, of: sockets)
        }
    }

    init(_ table: String, sockets: Set<Substring>) { add(table, of: sockets) }

    /// Whether connections to a port of this machine are listened for.
    public func listens(on port: UInt16) -> Bool { listening.contains { $0.port == port } }

    /// Those that lead neither to these ports of this machine nor to the process itself: each as `ADDRESS:PORT`.
    ///
    /// - Parameters:
    ///   - ports: What the process was given.
    ///   - served: The port on which it is served itself: who connects to that is no destination of its.
    public func destinations(besides ports: Set<UInt16>, servedOn served: UInt16? = nil) -> [String] {
        let own = Set(connections.map(\.local))
        // While others come and go the kernel may list one twice.
        var told: Set<End> = []
        return connections.filter { $0.local.port != served }.map(\.remote).filter { remote in
            !own.contains(remote) && !(ports.contains(remote.port) && Self.isLoopback(remote.address))
                && told.insert(remote).inserted
        }.map { "\(Self.told($0.address)):\($0.port)" }
    }

    /// The inodes of a process's sockets.
    private static func sockets(of pid: Int32) -> [Substring] {
        ProcessLook.names(in: "/proc/\(pid)/fd").compactMap { name in
            var target = [CChar](repeating: 0, count: 64)
            guard readlink("/proc/\(pid)/fd/\(name)", &target, target.count - 1) > 0 else { return nil }
            let text = String(decoding: target.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            return text.hasPrefix("socket:[") ? text.dropFirst(8).dropLast() : nil
        }
    }

    /// Adds what is of some sockets in the text of `/proc/net/tcp`: proc(5).
    private mutating func add(_ text: String, of sockets: Set<Substring>) {
        for line in text.split(separator: "\n").dropFirst() {
            let words = line.split(separator: " ")
            guard words.count > 9, sockets.contains(words[9]), let local = Self.end(words[1]),
                let remote = Self.end(words[2])
            else { continue }
            // 01 is established, 02 is being opened, 0A listens.
            switch words[3] {
            case "01", "02": connections.append((local, remote))
            case "0A": listening.append(local)
            default: break
            }
        }
    }

    private static func end(_ word: Substring) -> End? {
        let parts = word.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { return nil }
        // An address of the fourth version as one of the sixth.
        let address = parts[0].hasPrefix("0000000000000000FFFF0000") ? parts[0].suffix(8) : parts[0]
        return End(address: address, port: port)
    }

    private static func isLoopback(_ address: Substring) -> Bool {
        address.count == 8 ? address.hasSuffix("7F") : address == "00000000000000000000000001000000"
    }

    /// An address as people write it: the kernel has its words in the machine's order.
    private static func told(_ address: Substring) -> String {
        let bytes = stride(from: 0, to: address.utf8.count, by: 2).map { offset in
            String(address.dropFirst(offset).prefix(2)).lowercased()
        }
        let ordered = stride(from: 0, to: bytes.count, by: 4).flatMap {
            bytes[$0..<min($0 + 4, bytes.count)].reversed()
        }
        guard ordered.count > 4 else { return ordered.map { String(UInt8($0, radix: 16) ?? 0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: ordered.count, by: 2).map { ordered[$0..<min($0 + 2, ordered.count)].joined() }
        return "[\(groups.joined(separator: ":"))]"
    }
}
