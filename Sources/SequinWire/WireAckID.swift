internal import Bits
import FoundationEssentials
public import Sequin

/// A consumer's ack id as a UUID, as Sequin's APIs have them: it names the consumer too, so that the ids of one mean
/// nothing to another.
///
/// `64000002-0000-4000-8000-00000000000c` is `d12` (0x64 is `d`) of consumer 2.
public enum WireAckID {
    /// The id as the wire has it.
    public static func text(_ id: AckID, consumer: Int) -> String {
        let bytes = Array(id.rawValue.utf8)
        let letter = bytes.first ?? 0
        let number = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)) ?? 0
        return hex(Int(letter), 2) + hex(consumer, 6) + "-0000-4000-8000-" + hex(number, 12)
    }

    /// The id that a UUID stands for; one that no consumer gives out if it is a stranger's. Nil if it is no UUID.
    ///
    /// One without hyphens, or with `urn:uuid:` in front, is a UUID to Sequin too (string.ex, `uuid?`). But it gives out
    /// none such, and compares texts: it means nothing.
    public static func ackID(_ text: String, consumer: Int) -> AckID? {
        if text.utf8.count == 32, text.utf8.allSatisfy({ $0.hexadecimalDigit != nil }) { return AckID("") }
        if text.hasPrefix("urn:uuid:"), UUID(uuidString: String(text.dropFirst(9))) != nil { return AckID("") }
        guard UUID(uuidString: text) != nil else { return nil }
        let text = text.lowercased()
        guard text.dropFirst(8).hasPrefix("-0000-4000-8000-"), Int(text.dropFirst(2).prefix(6), radix: 16) == consumer,
            let letter = UInt8(text.prefix(2), radix: 16), let number = Int(text.suffix(12), radix: 16)
        else { return AckID("") }
        return AckID("\(Character(UnicodeScalar(letter)))\(number)")
    }

    /// A number in at least so many hexadecimal digits.
    public static func hex(_ number: Int, _ digits: Int) -> String {
        let hex = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - hex.count)) + hex
    }
}
