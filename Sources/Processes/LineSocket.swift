internal import Glibc

/// A socket over which lines are said and heard.
///
/// One thread uses it.
final class LineSocket {
    /// What can be read from once something is said.
    let descriptor: Int32
    private var text: [UInt8] = []

    /// How long an answer may take that is waited for, in milliseconds.
    private static let patience: Int32 = 20_000

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    func write(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        // That the other side is gone is noticed where something is read, or as the end of a program.
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// The next line; nil if the other side is gone, or says nothing for too long.
    func readLine() -> String? { nextLine(waiting: Self.patience) }

    /// - Parameter milliseconds: How long to wait for one.
    func nextLine(waiting milliseconds: Int32) -> String? {
        while true {
            if let end = text.firstIndex(of: UInt8(ascii: "\n")) {
                defer { text.removeFirst(end + 1) }
                return String(decoding: text[..<end], as: UTF8.self)
            }
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&entry, 1, milliseconds)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return nil }
            let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)))
            }
            if bytes.isEmpty { return nil }
            text += bytes
        }
    }

    /// Waits to be told that what keeps time has started its program.
    ///
    /// - Returns: The program's number.
    func begin() throws(Launch.Failure) -> Int32 {
        let line = readLine() ?? "refused what keeps its time has ended"
        let parts = line.split(separator: " ", maxSplits: 1)
        if parts.first == "ready", let number = parts.last.flatMap({ Int32($0) }) { return number }
        throw Launch.Failure(description: "virtual time cannot be had here: \(parts.last ?? "")", isOfTime: true)
    }
}
