import Foundation
import Synchronization

/// Standard output and standard error, without buffers of their own.
enum StandardStreams {
    /// The system's error number of the first write to standard output that failed; 0 if none did.
    private static let failure = Atomic<Int32>(0)

    /// Why results were lost, if they were; nil where they had no reader any more.
    static var loss: String? {
        switch failure.load(ordering: .relaxed) {
        // A reader that has gone, a terminal that was closed.
        case 0, EPIPE, EIO: nil
        case let number: String(cString: strerror(number))
        }
    }

    /// Writes to standard output; false if it has no reader any more, or cannot be written.
    @discardableResult
    static func output(_ text: String) -> Bool { output(Array(text.utf8)) }

    /// Writes to standard output.
    @discardableResult
    static func output(_ bytes: [UInt8]) -> Bool {
        if write(bytes, to: STDOUT_FILENO) { return true }
        _ = failure.compareExchange(expected: 0, desired: errno, ordering: .relaxed)
        return false
    }

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
