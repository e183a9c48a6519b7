internal import CLinux
internal import Glibc

/// Two sockets that are connected: one for this process, one for a child.
struct SocketPair {
    let own: Int32
    let child: Int32

    init() throws(Launch.Failure) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw Launch.Failure(description: "no socket could be opened: \(String(cString: strerror(errno)))")
        }
        (own, child) = (ends[0], ends[1])
    }

    func closeChild() { close(child) }
    func closeOwn() { close(own) }
}
