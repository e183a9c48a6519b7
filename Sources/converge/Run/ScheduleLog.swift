import Foundation
import Synchronization

/// A file with a line for each schedule that was run.
final class ScheduleLog: Sendable {
    private let descriptor: Int32
    private let lines = Mutex<[UInt8]>([])

    /// - Throws: ``Stop`` if it cannot be made.
    init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw Stop(.usage, "--interleavings \(path) cannot be written: \(String(cString: strerror(errno))).")
        }
    }

    deinit {
        lines.withLock { _ = StandardStreams.write($0, to: descriptor) }
        close(descriptor)
    }

    /// Adds a line, sooner or later.
    @Sendable func add(_ line: String) {
        lines.withLock { lines in
            lines += Array(line.utf8) + [UInt8(ascii: "\n")]
            guard lines.count > 1 << 14 else { return }
            _ = StandardStreams.write(lines, to: descriptor)
            lines.removeAll(keepingCapacity: true)
        }
    }
}
