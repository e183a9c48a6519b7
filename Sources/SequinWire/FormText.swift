internal import Bits

/// Names and values as a form sends them, and as they stand behind a path's question mark: `max_batch_size=5&wait_for=1s`.
public enum FormText {
    /// The names and values, decoded, in their order.
    public static func fields(of text: some StringProtocol) -> [(name: String, value: String)] {
        text.split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(sides[0]), sides.count > 1 ? decoded(sides[1]) : "")
        }
    }

    private static func decoded(_ text: some StringProtocol) -> String {
        unescaped(text.replacing("+", with: " "))
    }

    /// Undoes percent encoding, as paths have it: there a plus is a plus.
    public static func unescaped(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = ArraySlice(text.utf8)
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let high = rest.first?.hexadecimalDigit,
                let low = rest.dropFirst().first?.hexadecimalDigit
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
