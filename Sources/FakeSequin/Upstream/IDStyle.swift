import Bits

/// What ids look like. A table's key may be text, uuid or a number, and each finds other bugs.
public enum IDStyle: String, Hashable, Sendable, Codable, CaseIterable {
    /// `A`, `B`, … `Z`, `AA`, …
    case text
    /// UUIDs, the same in every run.
    case uuid
    /// `1`, `2`, …
    case integer

    /// The id of a record, counted from 0; for another purpose it has another UUID.
    public func id(_ record: Int, purpose: UInt64 = 0) -> String {
        switch self {
        case .text: RecordName.letters(record)
        case .uuid: IDStyle.uuid(record, purpose: purpose)
        case .integer: String(record + 1)
        }
    }

    private static func uuid(_ record: Int, purpose: UInt64) -> String {
        var generator = SaltedRandom(seed: 0x5e90, UInt64(bitPattern: Int64(record)), purpose)
        // Version 4 and variant 1, or a strict parser refuses it.
        let high = generator.next() & 0xffff_ffff_ffff_0fff | 0x4000
        let low = generator.next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        let hex = Array(high.hexadecimal + low.hexadecimal)
        return [hex[0..<8], hex[8..<12], hex[12..<16], hex[16..<20], hex[20..<32]].map { String($0) }
            .joined(separator: "-")
    }
}
