import TestSupport
import Testing

@testable import Bits

@Suite(.ownTime) struct StringBytesTests {
    @Test(
        "Texts are the same if their bytes are",
        arguments: [
            ("", "", true), ("", "a", false), ("a", "a", true), ("a", "b", false), ("ab", "a", false),
            ("select 1 from a_table_with_a_long_name", "select 1 from a_table_with_a_long_name", true),
            ("select 1 from a_table_with_a_long_name", "select 1 from a_table_with_a_long_namf", false),
            ("\u{E9}", "e\u{301}", false), ("e\u{301}", "e\u{301}", true), ("a\0b", "a\0c", false),
        ])
    func comparison(one: String, other: String, isSame: Bool) {
        #expect(one.hasSameBytes(as: other) == isSame)
        #expect(other.hasSameBytes(as: one) == isSame)
        let part = "_\(one)_".dropFirst().dropLast()
        #expect(String(part).hasSameBytes(as: one))
    }
}
