internal import Glibc

/// The end of what a program has written to its two streams.
///
/// One thread uses it.
public final class OutputTail {
    /// How many bytes are kept.
    private static let limit = 64 << 10

    /// The pipe's reading end.
    public let descriptor: Int32
    private var kept: [UInt8] = []
    private var fresh: [UInt8] = []
    private var isOpen = true

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes in what has been written.
    ///
    /// - Returns: Whether there was anything.
    public func read() -> Bool {
        guard isOpen else { return false }
        var hasRead = false
        while true {
            let chunk = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
                count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
            }
            if chunk.isEmpty { return hasRead }
            hasRead = true
            kept = Array((kept + chunk).suffix(Self.limit))
            fresh = Array((fresh + chunk).suffix(Self.limit))
        }
    }

    /// Its last lines, of those that are not empty.
    public func lastLines(_ count: Int) -> [String] { Self.lines(kept).suffix(count) }

    /// The lines that have come since this was asked last.
    public func takeLines() -> [String] {
        defer { fresh = [] }
        return Self.lines(fresh)
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
}
