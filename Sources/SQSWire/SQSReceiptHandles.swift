internal import Bits

/// Receipt handles: a delivery's id, and a checksum by which another queue's handles, and made-up ones, are told apart.
public struct SQSReceiptHandles: Hashable, Sendable {
    private let scope: String

    private static let start = "AQEB"

    /// - Parameter scope: What no other queue has.
    public init(scope: String) { self.scope = scope }

    /// The handle of a delivery's id.
    public func handle(of id: String) -> String {
        Self.start + checksum(id) + id.utf8.hexadecimal
    }

    /// The id in a handle; nil if it is none of this queue's.
    public func id(in handle: String) -> String? {
        guard handle.hasPrefix(Self.start) else { return nil }
        let digits = handle.utf8.dropFirst(Self.start.utf8.count + 16).compactMap(\.hexadecimalDigit)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        let id = String(decoding: bytes, as: UTF8.self)
        return self.handle(of: id) == handle ? id : nil
    }

    private func checksum(_ id: String) -> String {
        var hash = FNV1a<UInt64>()
        hash.add(scope.utf8)
        hash.add(0)
        hash.add(id.utf8)
        return hash.value.hexadecimal
    }
}
