import Foundation

/// Standard output and standard error, without buffers of their own.
enum StandardStreams {
    /// Writes to standard output; false if nobody reads it any more.
    @discardableResult
    static func output(_ text: String) -> Bool { write(Array(text.utf8), to: STDOUT_FILENO) }

    static func error(_ text: String) { _ = write(Array(text.utf8), to: STDERR_FILENO) }

    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                written += count
            } else if errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wait, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
